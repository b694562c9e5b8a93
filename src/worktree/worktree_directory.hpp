#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include "new_file.hpp"
#include "rename.hpp"
#include "temporaries.hpp"

namespace mlxpatch::worktree {

/// What is at a path of the worktree. No symlink on the way is followed.
struct PathState {
  bool exists = false;
  std::string blocked_by;  ///< a parent that is a file or a symlink, so that nothing can be at the path
  struct stat stat{};

  bool is_file() const { return exists && S_ISREG(stat.st_mode); }
  bool is_symlink() const { return exists && S_ISLNK(stat.st_mode); }
  bool is_directory() const { return exists && S_ISDIR(stat.st_mode); }
};

/// Whether a file name is one that unfinished files of ours have.
bool is_temporary_name(std::string_view name);

/// What replace() did.
struct Replaced {
  bool done = false;      ///< false: the path was not as it was seen, and is as it was
  bool kept_old = false;  ///< what was there is the temporary now
  PathState placed;       ///< the new file
};

/// The directory of a worktree, accessed through directory descriptors that never follow a symlink: nothing outside of
/// it can be read or written, even if someone adds links to it at the same time. Paths are git's. Remembers the
/// directory of the last call, so that calls in the order of paths are cheap. What it found missing, or has just made,
/// may be stale in look(); replace(), take_away() and the like never rely on it.
class WorktreeDirectory {
 public:
  /// `temporaries`: where files are while they are written; empty: beside those that they replace. Throws Error if
  /// `root` can't be opened.
  explicit WorktreeDirectory(const std::filesystem::path& root, std::filesystem::path temporaries = {});
  ~WorktreeDirectory();
  WorktreeDirectory(const WorktreeDirectory&) = delete;
  WorktreeDirectory& operator=(const WorktreeDirectory&) = delete;

  /// Where files are while they are written; empty: beside those that they replace.
  const std::filesystem::path& temporaries() const { return m_temporaries.path(); }

  /// Throws Error.
  PathState look(std::string_view path);
  /// The bytes of a file, or the target of a symlink. Throws Error.
  std::string read(std::string_view path);
  /// The names in a directory, without "." and ".."; "." is the worktree itself. Throws Error.
  std::vector<std::string> list(std::string_view path);

  /// Writes a temporary for the path, which replace() puts there; makes the directories above. Throws Error.
  void prepare_file(std::string_view path, const NewFile& file);
  void prepare_symlink(std::string_view path, const std::string& target);
  /// Creates something under a name, and has its stat; on failure false, with errno.
  using Creation = std::function<bool(const FileName& name, struct stat& created)>;
  /// Creates something where nothing is, and the directories above; returns its stat. std::nullopt if something is
  /// there, or in the way. Throws Error.
  std::optional<struct stat> create(std::string_view path, const Creation& create);
  /// The outermost directory above the path that is not there, with '/' at the end; empty if there is none. May be
  /// stale as look() may.
  std::string missing_directory_above(std::string_view path);
  /// Whether a directory that is made below `temporaries` can be renamed to the path, and is then as if it had been
  /// made there. Makes `temporaries`.
  bool may_be_made_apart(std::string_view path);
  /// Puts a directory of `from`, with all that is in it, at the same path here. False, with nothing changed, if
  /// something is there or the system refuses.
  bool adopt_directory(std::string_view path, WorktreeDirectory& from);
  /// Puts the temporary in the place of what was seen at the path, which becomes the temporary where the file system
  /// can swap two names. If the path is not as it was seen any more, nothing is changed. Throws Error.
  Replaced replace(std::string_view path, const PathState& seen);
  /// Makes what was seen at the path its temporary. Returns false, with nothing changed, if the path is not as it was
  /// seen any more. Throws Error.
  bool take_away(std::string_view path, const PathState& seen);
  /// Whether what replace() put at the path is still there and the two could be swapped back; the new file is removed.
  bool swap_back(std::string_view path, const PathState& placed);
  /// Puts what take_away() took back, unless something is at the path. Returns whether it did.
  bool put_back(std::string_view path);
  /// Removes the temporary of the path, if there is one. Throws Error.
  void remove_temporary(std::string_view path);
  /// Removes the file if it is a temporary of ours, and returns whether it was one.
  bool remove_if_temporary(const std::string& path);
  /// Makes a directory unless there is one. Throws Error if something else is at the path.
  void make_directory(std::string_view path);
  /// Removes a directory. Does nothing if there is none, or if it is not empty. Throws Error.
  void remove_directory(std::string_view path);
  /// Removes the directory of `path` if it is empty, and the directories above that this leaves empty.
  void remove_empty_directories_above(std::string_view path);
  /// Waits until the names in the path's directory are on disk. Throws Error.
  void sync_directory_of(std::string_view path);
  /// Waits until everything written is on disk. Throws Error.
  void sync();

 private:
  struct Level {
    std::string name;
    int descriptor = -1;
    std::optional<bool> is_beside_temporaries = {};
    bool is_empty = false;  ///< made here, and nothing was put into it yet
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
  /// The temporary of the path at this place.
  FileName temporary(const Place& place, std::string_view path, Temporaries::Missing missing);
  void leave_to(std::size_t depth);
  int current() const { return m_levels.empty() ? m_root : m_levels.back().descriptor; }

  std::filesystem::path m_path;
  std::string m_prefix;  ///< the same with '/' at the end
  int m_root = -1;
  std::optional<bool> m_root_is_beside_temporaries;
  std::vector<Level> m_levels;
  std::string m_directory;  ///< the names of the levels, each with '/' at the end
  std::string m_missing;    ///< a directory that is not there, with '/' at the end
  Temporaries m_temporaries;
};

}  // namespace mlxpatch::worktree
