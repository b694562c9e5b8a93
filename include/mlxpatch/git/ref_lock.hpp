#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// Where a ref's file is, or would be: HEAD and a few others belong to one worktree, the rest to all of them.
std::filesystem::path ref_file(const Repository& repository, std::string_view name);
/// The lock beside it; of a symbolic ref other than HEAD, the lock of the ref that it leads to.
std::filesystem::path ref_lock_file(const Repository& repository, std::string_view name);

/// What a ref's file says: an id (zero: the ref is to be removed), or the name of another ref.
std::string ref_file_content(const Oid& target);
std::string ref_file_content(std::string_view symbolic_target);
/// What the lock of packed-refs says while a ref is removed.
std::string removal_lock_content(std::string_view name);

/// Whether a lock is ours: a regular file whose content is exactly one of these. Git's own locks are empty until they
/// have a value, and can't be told from anybody else's.
bool is_lock_with(const std::filesystem::path& lock, const std::vector<std::string>& contents);

/// A lock that one of these contents makes ours.
struct OwnLock {
  std::filesystem::path file;
  std::vector<std::string> contents;
};

/// Removes those of the locks that a killed run of ours left: they are ours, and stay so for a second. A git command
/// that writes the same value just now has such a lock, too, but not for long.
void remove_left_locks(std::vector<OwnLock> locks);

/// The lock of a file ("<file>.lock"), as git takes it. Ours appears whole, with its content, so that whoever finds it
/// after a crash can tell whose it is.
class RefLock {
 public:
  /// Waits up to a second for a lock of another program. Throws Error that names it. `what` is what it protects.
  RefLock(std::filesystem::path file, std::string_view content, std::string_view what);
  ~RefLock();
  RefLock(const RefLock&) = delete;
  RefLock& operator=(const RefLock&) = delete;

  /// Puts the lock in the file's place, which ends it, and syncs the directory. Empty directories in its way are
  /// removed.
  void replace_file();

 private:
  bool try_to_place(std::string_view content);

  std::filesystem::path m_file;
  std::filesystem::path m_lock;
  bool m_is_held = false;
};

}  // namespace mlxpatch::git
