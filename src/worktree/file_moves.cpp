#include <mlxpatch/worktree/file_moves.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>

#include "file_swap.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

class FileMoves::Steps {
 public:
  Steps(const std::filesystem::path& root, std::vector<FileMove> moves, std::filesystem::path temporaries)
      : m_directory(root, std::move(temporaries)), m_moves(std::move(moves)), m_swap(m_directory) {
    for (const FileMove& move : m_moves) {
      const PathState seen = m_directory.look(move.path);
      if (move.after && seen.blocked_by.empty() && holds(move.path, seen, move.before)) prepare(move, seen);
    }
  }

  std::vector<std::string> commit() {
    std::vector<std::string> left;
    std::set<std::string> directories;
    for (const FileMove& move : m_moves) {
      if (!settle(move)) left.push_back(move.path);
      const std::size_t slash = move.path.rfind('/');
      if (directories.insert(move.path.substr(0, slash == std::string::npos ? 0 : slash)).second) {
        m_touched.push_back(move.path);
      }
    }
    for (const std::string& path : m_touched) m_directory.sync_directory_of(path);
    return left;
  }

  bool take_back() { return m_swap.take_back(); }
  bool finish() { return m_swap.finish(); }

 private:
  bool holds(const std::string& path, const PathState& seen, const std::optional<std::string>& content) {
    if (!content || !seen.exists) return !content && !seen.exists;
    return seen.is_file() && m_directory.read(path) == *content;
  }

  /// What can be executed before can be executed afterwards.
  void prepare(const FileMove& move, const PathState& seen) {
    m_swap.prepare(move.path, {*move.after, seen.is_file() && (seen.stat.st_mode & S_IXUSR) != 0});
  }

  /// Whether the file is as it is to be.
  bool settle(const FileMove& move) {
    const PathState seen = m_directory.look(move.path);
    if (!seen.blocked_by.empty()) return !move.after;
    if (holds(move.path, seen, move.after)) {
      m_directory.remove_temporary(move.path);
      return true;
    }
    if (!holds(move.path, seen, move.before)) {
      m_directory.remove_temporary(move.path);
      return false;
    }
    if (!move.after) return m_swap.remove(move.path, seen);
    if (!m_swap.is_prepared(move.path)) prepare(move, seen);
    return m_swap.replace(move.path, seen).has_value();
  }

  WorktreeDirectory m_directory;
  std::vector<FileMove> m_moves;
  FileSwap m_swap;
  std::vector<std::string> m_touched;  ///< one path of each directory
};

FileMoves::FileMoves(const std::filesystem::path& root, std::vector<FileMove> moves, std::filesystem::path temporaries)
    : m_steps(std::make_unique<Steps>(root, std::move(moves), std::move(temporaries))) {}
FileMoves::~FileMoves() = default;
std::vector<std::string> FileMoves::commit() { return m_steps->commit(); }
bool FileMoves::take_back() { return m_steps->take_back(); }
bool FileMoves::finish() { return m_steps->finish(); }

bool write_files(const std::filesystem::path& root, std::vector<FileWrite> files, std::filesystem::path temporaries) {
  std::vector<FileMove> moves;
  moves.reserve(files.size());
  for (FileWrite& file : files) {
    moves.push_back({file.path, read_file_if_exists(root / file.path), std::move(file.content)});
  }
  FileMoves writing(root, std::move(moves), std::move(temporaries));
  const std::vector<std::string> left = writing.commit();
  if (!left.empty()) {
    throw Error("a file was changed by another program in the meantime")
        .doing("writing files (nothing was changed)")
        .at((root / left.front()).string());
  }
  return writing.finish();
}

}  // namespace mlxpatch::worktree
