#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sys/stat.h>

#include "new_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

/// Directories that a worktree does not have yet. Each is built whole below the worktree's temporaries, and put in
/// place with all its files by one renaming. `worktree` must outlive it.
class NewDirectories {
 public:
  explicit NewDirectories(WorktreeDirectory& worktree) : m_worktree(worktree) {}
  /// Removes what was not placed.
  ~NewDirectories();
  NewDirectories(const NewDirectories&) = delete;
  NewDirectories& operator=(const NewDirectories&) = delete;

  /// Writes a file of such a directory. False, with nothing written, if the path's directory is there already or can't
  /// be built apart. Throws Error (disk full).
  bool write(const std::string& path, const NewFile& file);
  bool write_symlink(const std::string& path, const std::string& target);
  /// Whether the path's file was written here, and its directory is not known to be refused.
  bool has(const std::string& path) const;

  /// Called for each file of a directory that has been put in place.
  using OnPlaced = std::function<void(const std::string& path, const struct stat& stat)>;
  /// Puts the directory of a path that it has() in place, unless that was done before, and returns the file's stat;
  /// std::nullopt if something is in the directory's place by now: then it does not have it any more.
  std::optional<struct stat> place(const std::string& path, const OnPlaced& on_placed);

 private:
  enum class State { building, placed, refused };
  struct Directory {
    State state = State::building;
    std::map<std::string, struct stat> files;
  };
  /// By path, with '/' at the end; none is in another.
  using Directories = std::map<std::string, Directory, std::less<>>;

  bool add(const std::string& path, const WorktreeDirectory::Creation& create);
  static auto find(auto& directories, const std::string& path);
  Directory* directory_for(const std::string& path);
  bool open_site();

  WorktreeDirectory& m_worktree;
  std::filesystem::path m_site_path;
  std::unique_ptr<WorktreeDirectory> m_site;  ///< where they are built, at their paths
  Directories m_directories;
};

}  // namespace mlxpatch::worktree
