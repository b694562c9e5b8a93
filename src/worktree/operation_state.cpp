#include <mlxpatch/worktree/operation_state.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <mlxpatch/base/conflict_markers.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

/// What git keeps in its directory while a merge, cherry-pick or revert is stopped at a conflict.
constexpr std::array k_operation_files = {"CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
                                          "MERGE_MODE",       "AUTO_MERGE",  "MERGE_MSG"};

}  // namespace

std::vector<Marker> find_markers(const git::Repository& repository, const std::vector<std::string>& paths) {
  WorktreeDirectory worktree(repository.work_directory());
  std::vector<Marker> markers;
  for (const std::string& path : paths) {
    if (!worktree.look(path).is_file()) continue;
    const std::string bytes = worktree.read(path);
    if (diff::is_binary(bytes)) continue;
    for (const std::size_t line : conflict_markers(bytes)) markers.push_back({path, line});
  }
  return markers;
}

void write_cherry_pick_state(const git::Repository& repository, const git::Oid& commit, const std::string& message) {
  write_file(repository.git_directory() / "MERGE_MSG", message);
  write_file(repository.git_directory() / "CHERRY_PICK_HEAD", commit.hex() + '\n');
}

void clear_operation_state(const git::Repository& repository) {
  for (const char* name : k_operation_files) {
    std::error_code failure;
    std::filesystem::remove(repository.git_directory() / name, failure);
    if (failure) {
      throw Error(failure.message())
          .doing("clearing the state of a cherry-pick")
          .at((repository.git_directory() / name).string());
    }
  }
  sync_directory(repository.git_directory());
}

}  // namespace mlxpatch::worktree
