#pragma once

#include <string>
#include <vector>

#include <sys/stat.h>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// The repository's index as it stands on the disk now. Changes stay in memory until write().
class IndexFile {
 public:
  /// Throws Error, in words for the forms of index that can't be read.
  explicit IndexFile(const git::Repository& repository);

  git_index* get() const { return m_index.get(); }
  /// Throws Error where another git command is writing the index.
  void refuse_if_locked() const;

  /// The entry of a path without conflict.
  const git_index_entry* find(const std::string& path) const;
  /// Whether a file with this stat has surely the content of the entry: it was not changed since the entry was made.
  bool is_unchanged(const git_index_entry& entry, const struct stat& stat) const;

  /// Puts an entry at stage 0, without or with the stat of the file that was just written for it.
  void put(const std::string& path, const git::Entry& entry, const struct stat* stat);
  /// Gives the existing entry another id and mode; its file is not in the working folder (sparse checkouts).
  void put_without_file(const std::string& path, const git::Entry& entry);
  /// Removes all stages of a path.
  void remove(const std::string& path);
  void put_conflict(const std::string& path, const git::Entry& base, const git::Entry& ours, const git::Entry& theirs);
  /// Paths with conflict stages.
  std::vector<std::string> conflicts() const;

  void write();

 private:
  /// Makes libgit2's index object the same as the file, whose stat is given where there is one.
  void read(const struct stat* stat);
  /// The index object for a call that changes it.
  git_index* changing();

  git::RepositoryHandle& m_handle;
  git::OwnedIndex m_index;
  std::string m_file;
  git_index_time m_written{};    ///< when the file was last written
  bool m_has_conflicts = false;  ///< asking the library looks at every entry
};

}  // namespace mlxpatch::worktree
