#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

namespace mlxpatch::worktree {

/// When the bytes of a file must be on the disk.
enum class Durability { later, before_rename };

/// What a path of the working folder is, without following any symlink on the way.
struct Standing {
  bool exists = false;
  std::string blocked_by;  ///< the parent that is a file or a symlink, so that nothing can stand at the path
  struct stat stat{};

  bool is_file() const { return exists && S_ISREG(stat.st_mode); }
  bool is_symlink() const { return exists && S_ISLNK(stat.st_mode); }
  bool is_folder() const { return exists && S_ISDIR(stat.st_mode); }
};

/// The working folder, reached through folder descriptors that never follow a symlink: nothing outside of it can be
/// read or written, whoever puts links into it meanwhile. Paths are git's. Remembers the folder of the last call, so
/// that calls in the order of paths are cheap.
class WorktreeFolder {
 public:
  explicit WorktreeFolder(const std::filesystem::path& root);
  ~WorktreeFolder();
  WorktreeFolder(const WorktreeFolder&) = delete;
  WorktreeFolder& operator=(const WorktreeFolder&) = delete;

  Standing look(std::string_view path);
  /// The bytes of a file, or the target of a symlink. Throws Error.
  std::string read(std::string_view path);
  /// Names in a folder, without "." and "..". Throws Error.
  std::vector<std::string> list(std::string_view path);

  /// Writes beside the target, renames over it; makes the folders above. Returns the new file's stat. Throws Error.
  struct stat write_file(std::string_view path, std::string_view bytes, bool executable, Durability durability);
  struct stat write_symlink(std::string_view path, const std::string& target);
  /// Makes the folder where nothing stands. Throws Error where something else does.
  void make_folder(std::string_view path);
  /// Removes a file, a symlink or an empty folder. What is not there, or a folder with content, is left as it is.
  void remove(std::string_view path);
  /// Removes the folder that `path` stands in where it is empty, and the folders above that this leaves empty.
  void remove_empty_folders_above(std::string_view path);
  /// Waits until everything written is on the disk.
  void sync();

 private:
  struct Level {
    std::string name;
    int descriptor = -1;
  };
  /// Where `path`'s last part stands.
  struct Place {
    int folder = -1;         ///< -1: there is no such folder
    std::string blocked_by;  ///< as in Standing
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
