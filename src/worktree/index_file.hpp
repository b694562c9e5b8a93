#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/worktree/index_lock.hpp>

namespace mlxpatch::worktree {

/// Whether a sparse checkout has no file of an entry, which may be null.
bool is_left_out(const git_index_entry* entry);

/// The repository's index as it is on disk now.
class IndexFile {
 public:
  /// To read it. Throws Error, which names the form of an index that can't be read.
  explicit IndexFile(const git::Repository& repository);
  /// To change it, under its lock, which must outlive this. Changes stay in memory until write().
  IndexFile(const git::Repository& repository, const IndexLock& lock);
  ~IndexFile();
  IndexFile(const IndexFile&) = delete;
  IndexFile& operator=(const IndexFile&) = delete;

  git_index* get() const { return m_index.get(); }

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

  /// Replaces the file. Throws Error.
  void write();
  /// Puts the file back that write() replaced, and returns whether it is back. Needs no space on the disk.
  bool take_back();
  /// There will be no taking back.
  void keep() { m_is_replaced = false; }

 private:
  /// Git takes a file with the time and size of its entry for unchanged if it is older than the index; most builds of
  /// it compare whole seconds. A file that was changed in the second in which the old index was written is compared
  /// with that by its content, and would not be with a younger one: such entries lose their size, as git does it.
  void distrust_racy();
  /// Makes libgit2's index object the same as the file; `stat` is null if there is no file.
  void read(const git::Repository& repository, const struct stat* stat);

  git::RepositoryHandle& m_handle;
  git::OwnedIndex m_index;
  std::filesystem::path m_worktree;
  std::filesystem::path m_file;
  std::filesystem::path m_draft;  ///< what libgit2 takes for the index file while we change it; empty: we only read
  std::filesystem::path m_old;    ///< a second name of the file that is to be replaced
  bool m_is_replaced = false;
  git_index_time m_written{};    ///< when the file was last written
  bool m_has_conflicts = false;  ///< libgit2 looks at every entry to answer this
};

}  // namespace mlxpatch::worktree
