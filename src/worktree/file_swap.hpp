#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "new_directories.hpp"
#include "new_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

/// Replaces and removes files of a directory tree so that it can be taken back without writing a byte: first all new
/// files are written beside the old ones, then the two swap names, and the old ones go last. `directory` must outlive
/// it.
class FileSwap {
 public:
  explicit FileSwap(WorktreeDirectory& directory) : m_directory(directory), m_new_directories(directory) {}
  /// Takes back what was not kept by finish().
  ~FileSwap();
  FileSwap(const FileSwap&) = delete;
  FileSwap& operator=(const FileSwap&) = delete;

  /// Writes what replace() puts at the path. Throws Error.
  void prepare(const std::string& path, const NewFile& file);
  void prepare_symlink(const std::string& path, const std::string& target);
  /// The same for paths all of which will be replaced, unless all are taken back: what is in a directory that is not
  /// there yet gets into place with that.
  void prepare_whole(const std::string& path, const NewFile& file);
  void prepare_symlink_whole(const std::string& path, const std::string& target);
  bool is_prepared(const std::string& path) const;

  /// Puts what was prepared in the place of what was seen at the path, and returns its stat; std::nullopt, with nothing
  /// changed, if the path is not as it was seen any more. Throws Error.
  std::optional<struct stat> replace(const std::string& path, const PathState& seen);
  /// Removes what was seen at the path; the same otherwise.
  bool remove(const std::string& path, const PathState& seen);

  /// Takes back all that replace() and remove() did, but what somebody has changed since. Returns whether everything is
  /// as before.
  bool take_back();
  /// Removes the old files; there is no way back. Returns whether all are gone.
  bool finish();

 private:
  struct Step {
    std::string path;
    bool had_old = false;  ///< something was at the path
    bool removed = false;
    Replaced replaced = {};
  };

  bool take_back(const Step& step);
  void note_prepared(const std::string& path);

  WorktreeDirectory& m_directory;
  NewDirectories m_new_directories;
  std::vector<std::string> m_prepared;  ///< sorted
  std::vector<Step> m_steps;
};

}  // namespace mlxpatch::worktree
