#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

namespace mlxpatch::worktree {

/// When the bytes of a file must be on disk.
enum class Durability { later, before_rename };

/// What is at a path of the worktree. No symlink on the way is followed.
struct PathState {
  bool exists = false;
  std::string blocked_by;  ///< a parent that is a file or a symlink, so that nothing can be at the path
  struct stat stat{};

  bool is_file() const { return exists && S_ISREG(stat.st_mode); }
  bool is_symlink() const { return exists && S_ISLNK(stat.st_mode); }
  bool is_directory() const { return exists && S_ISDIR(stat.st_mode); }
};

/// The directory of a worktree, accessed through directory descriptors that never follow a symlink: nothing outside of
/// it can be read or written, even if someone adds links to it at the same time. Paths are git's. Remembers the
/// directory of the last call, so that calls in the order of paths are cheap.
class WorktreeDirectory {
 public:
  /// Throws Error if `root` can't be opened.
  explicit WorktreeDirectory(const std::filesystem::path& root);
  ~WorktreeDirectory();
  WorktreeDirectory(const WorktreeDirectory&) = delete;
  WorktreeDirectory& operator=(const WorktreeDirectory&) = delete;

  /// Throws Error.
  PathState look(std::string_view path);
  /// The bytes of a file, or the target of a symlink. Throws Error.
  std::string read(std::string_view path);
  /// The names in a directory, without "." and "..". Throws Error.
  std::vector<std::string> list(std::string_view path);

  /// Writes a temporary beside the target and renames it; makes the directories above. Returns the new file's stat.
  /// Throws Error.
  struct stat write_file(std::string_view path, std::string_view bytes, bool executable, Durability durability);
  struct stat write_symlink(std::string_view path, const std::string& target);
  /// Makes a directory unless there is one. Throws Error if something else is at the path.
  void make_directory(std::string_view path);
  /// Removes a file, a symlink or an empty directory. Does nothing if there is none, or if a directory is not empty.
  void remove(std::string_view path);
  /// Removes the directory of `path` if it is empty, and the directories above that this leaves empty.
  void remove_empty_directories_above(std::string_view path);
  /// Waits until everything written is on disk. Throws Error.
  void sync();

 private:
  struct Level {
    std::string name;
    int descriptor = -1;
  };
  /// The directory of a path and its last part.
  struct Place {
    int directory = -1;      ///< -1: there is no such directory
    std::string blocked_by;  ///< as in PathState
    std::string name;
  };
  enum class Missing { leave, make };

  Place reach(std::string_view path, Missing missing);
  Place reach_for_writing(std::string_view path);
  void leave_to(std::size_t depth);
  int current() const { return m_levels.empty() ? m_root : m_levels.back().descriptor; }

  std::filesystem::path m_path;
  int m_root = -1;
  std::vector<Level> m_levels;
};

}  // namespace mlxpatch::worktree
