#pragma once

#include <string>
#include <vector>

#include <sys/stat.h>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// The repository's index as it is on disk now. Changes stay in memory until write().
class IndexFile {
 public:
  /// Throws Error, which names the form of an index that can't be read.
  explicit IndexFile(const git::Repository& repository);

  git_index* get() const { return m_index.get(); }
  /// Waits a second at most. Throws Error if another git command is writing the index.
  void refuse_if_locked() const;

  /// The entry of a path that has no conflict; null if there is none.
  const git_index_entry* find(const std::string& path) const;
  /// Whether a file with this stat certainly has the content of the entry: it was not changed since the entry was made.
  bool is_unchanged(const git_index_entry& entry, const struct stat& stat) const;

  /// Puts an entry at stage 0; `stat` is of the file that was just written for it, or null.
  void put(const std::string& path, const git::Entry& entry, const struct stat* stat);
  /// Gives the existing entry another id and mode; its file is not in the worktree (sparse checkouts).
  void put_without_file(const std::string& path, const git::Entry& entry);
  /// Removes all stages of a path.
  void remove(const std::string& path);
  void put_conflict(const std::string& path, const git::Entry& base, const git::Entry& ours, const git::Entry& theirs);
  /// Paths with conflict stages.
  std::vector<std::string> conflicts() const;

  /// Writes the file. Throws Error, also if another git command keeps it locked for a second.
  void write();

 private:
  /// Makes libgit2's index object the same as the file; `stat` is null if there is no file.
  void read(const struct stat* stat);
  /// The index object for a call that changes it.
  git_index* changing();

  git::RepositoryHandle& m_handle;
  git::OwnedIndex m_index;
  std::string m_file;
  git_index_time m_written{};    ///< when the file was last written
  bool m_has_conflicts = false;  ///< libgit2 looks at every entry to answer this
};

}  // namespace mlxpatch::worktree
