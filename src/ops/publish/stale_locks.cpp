#include "publish/stale_locks.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds k_grace{1000};

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
  for (fs::recursive_directory_iterator entry(directory, missing), end; !missing && entry != end;
       entry.increment(missing)) {
    if (entry->path().extension() == ".lock") locks.push_back(entry->path());
  }
  for (const fs::path& lock : locks) fs::remove(lock, missing);
}

void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation) {
  remove_stale(repository.git_directory() / "index.lock");
  remove_stale(repository.git_directory() / "HEAD.lock");
  remove_stale(repository.common_directory() / "packed-refs.lock");
  for (const workspace::RefMove& ref : operation.refs)
    remove_stale(repository.common_directory() / (ref.name + ".lock"));
}

void remove_stash_locks(const git::Repository& repository) {
  remove_stale(repository.git_directory() / "index.lock");
  for (const char* name : {"refs/stash.lock", "logs/refs/stash.lock", "packed-refs.lock"}) {
    remove_stale(repository.common_directory() / name);
  }
}

void refuse_locked_index(const git::Repository& repository) {
  const fs::path lock = repository.git_directory() / "index.lock";
  if (!fs::exists(lock)) return;
  throw Error("another git command is writing the index")
      .at(lock.string())
      .hint("wait until it is done, then run the same command again")
      .hint("rm '" + lock.string() + "'     if no git command is running any more");
}

}  // namespace mlxpatch::ops
