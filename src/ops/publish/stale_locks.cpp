#include "publish/stale_locks.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds k_grace{1000};

/// Where the operation moves refs, and with which content in their locks: in either direction, since it may have been
/// on its way back.
std::vector<git::OwnLock> locks_of(const git::Repository& repository, const workspace::Operation& operation) {
  std::vector<git::OwnLock> locks{
      {git::ref_lock_file(repository, "HEAD"), {operation.head.before + "\n", operation.head.after + "\n"}}};
  git::OwnLock packed{repository.common_directory() / "packed-refs.lock", {}};
  for (const workspace::RefMove& ref : operation.refs) {
    locks.push_back({git::ref_lock_file(repository, ref.name),
                     {git::ref_file_content(ref.before), git::ref_file_content(ref.after)}});
    packed.contents.push_back(git::removal_lock_content(git::final_ref_name(repository, ref.name)));
  }
  locks.push_back(std::move(packed));
  return locks;
}

void remove_stale(const fs::path& lock) {
  std::error_code missing;
  const auto written = fs::last_write_time(lock, missing);
  if (missing) return;
  std::this_thread::sleep_for(k_grace);
  if (fs::last_write_time(lock, missing) != written || missing) return;
  trace("removing a lock that a killed run left: " + lock.string());
  fs::remove(lock, missing);
}

}  // namespace

void remove_own_ref_locks(const git::Repository& repository) {
  const fs::path directory = repository.common_directory() / "refs/mlxpatch";
  std::error_code missing;
  std::vector<fs::path> locks;
  std::vector<fs::path> directories{directory};
  for (fs::recursive_directory_iterator entry(directory, missing), end; !missing && entry != end;
       entry.increment(missing)) {
    // What fetches write is theirs to remove: another worktree may be fetching.
    const bool is_incoming = entry.depth() == 0 && entry->path().filename().string().starts_with("incoming");
    if (is_incoming) entry.disable_recursion_pending();
    if (!is_incoming && entry->is_directory()) directories.push_back(entry->path());
    if (entry->path().extension() == ".lock") locks.push_back(entry->path());
  }
  for (const fs::path& lock : locks) fs::remove(lock, missing);
  for (const fs::path& each : directories) remove_leftover_temporaries(each);
}

void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation) {
  std::vector<git::OwnLock> locks = locks_of(repository, operation);
  for (const git::OwnLock& lock : locks) remove_leftover_temporaries(lock.file.parent_path());
  git::remove_left_locks(std::move(locks));
}

void remove_stash_locks(const git::Repository& repository) {
  for (const char* name : {"refs/stash.lock", "logs/refs/stash.lock", "packed-refs.lock"}) {
    remove_stale(repository.common_directory() / name);
  }
}

}  // namespace mlxpatch::ops
