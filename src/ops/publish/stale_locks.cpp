#include "publish/stale_locks.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

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

}  // namespace mlxpatch::ops
