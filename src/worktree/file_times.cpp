#include "file_times.hpp"

#include <sys/stat.h>
#include <time.h>

namespace mlxpatch::worktree {

#ifdef __APPLE__
const timespec& change_time_of(const struct stat& stat) { return stat.st_ctimespec; }
const timespec& write_time_of(const struct stat& stat) { return stat.st_mtimespec; }
#else
const timespec& change_time_of(const struct stat& stat) { return stat.st_ctim; }
const timespec& write_time_of(const struct stat& stat) { return stat.st_mtim; }
#endif

namespace {

bool same(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

}  // namespace

bool is_same_content(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_mode == b.st_mode && a.st_size == b.st_size &&
         same(write_time_of(a), write_time_of(b));
}

bool is_same_file(const struct stat& a, const struct stat& b) {
  return is_same_content(a, b) && same(change_time_of(a), change_time_of(b));
}

}  // namespace mlxpatch::worktree
