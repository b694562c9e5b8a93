#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlxpatch::worktree {

/// A file's content before and after; std::nullopt: there is none.
struct FileMove {
  std::string path;  ///< from the root, parts joined by '/'
  std::optional<std::string> before;
  std::optional<std::string> after;
};

/// Writes and removes files below a directory, compare and swap as Checkout does: what is neither as before nor as
/// after is somebody's work and is left alone. Follows no symlink below the root. A file that is replaced stays
/// executable if it is.
class FileMoves {
 public:
  /// Writes the new files to `temporaries`, or beside the old ones where that is empty or on another file system.
  /// Throws Error, and then nothing has changed.
  FileMoves(const std::filesystem::path& root, std::vector<FileMove> moves, std::filesystem::path temporaries = {});
  /// Takes back what was not finished.
  ~FileMoves();
  FileMoves(const FileMoves&) = delete;
  FileMoves& operator=(const FileMoves&) = delete;

  /// Returns the paths that were left alone, in the order of the moves. Throws Error; then take_back() is to be called.
  std::vector<std::string> commit();
  /// Needs no space on the disk. Returns whether everything is as before, but for what others have changed meanwhile.
  bool take_back();
  /// Removes the old files. From here on there is no way back. Returns whether all are gone.
  bool finish();

 private:
  class Steps;
  std::unique_ptr<Steps> m_steps;
};

/// A file's new content; std::nullopt: it is removed.
struct FileWrite {
  std::string path;
  std::optional<std::string> content;
};

/// All of it, in this order, for output that needs no journal: a file's content is what it is now, whatever that is.
/// Makes the directories. Returns whether every temporary file is gone. Throws Error, and then all is as before.
bool write_files(const std::filesystem::path& root, std::vector<FileWrite> files,
                 std::filesystem::path temporaries = {});

}  // namespace mlxpatch::worktree
