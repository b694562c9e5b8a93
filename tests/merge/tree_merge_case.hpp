#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <support/file_state.hpp>
#include <support/forked_repo.hpp>

namespace mlxpatch::tests {

/// A regular file with this content.
inline FileState file(const std::string& bytes) { return {git::Mode::file, bytes}; }
inline FileState executable(const std::string& bytes) { return {git::Mode::executable, bytes}; }
inline FileState link(const std::string& target) { return {git::Mode::symlink, target}; }
/// A submodule at a commit whose id repeats one digit.
inline FileState submodule(char digit) {
  return {git::Mode::submodule, "Subproject commit " + std::string(40, digit) + "\n"};
}

/// A conflict as a test expects it: the three entries by what they name.
struct ExpectedConflict {
  merge::ConflictKind kind;
  std::string path;
  FileState base;
  FileState ours;
  FileState theirs;
  std::string detail;
  FileState result;  ///< of the conflict; the same has to be in the result tree

  friend bool operator==(const ExpectedConflict&, const ExpectedConflict&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ExpectedConflict& conflict) {
    return out << merge::name_of(conflict.kind) << " in " << conflict.path << ": " << conflict.detail << "\n  base "
               << conflict.base << "\n  ours " << conflict.ours << "\n  theirs " << conflict.theirs << "\n  result "
               << conflict.result << "\n";
  }
};

/// One row of a table of merges: three trees as whole lists of files, and what merging them has to give.
struct TreeMergeCase {
  const char* name;
  FileStates base;
  FileStates ours;
  FileStates theirs;
  FileStates result;                        ///< the whole tree
  std::vector<ExpectedConflict> conflicts;  ///< none: the merge is clean
  std::vector<std::string> renames{};       ///< "from -> to", followed
  merge::DirectoryRenames directories = merge::DirectoryRenames::conflict;
};

/// Merges trees that exist in memory only.
class TreeMergeTable {
 public:
  /// Checks every row. The labels in conflict markers are "ours" and "theirs".
  void run(const std::vector<TreeMergeCase>& rows) {
    REQUIRE_FALSE(rows.empty());
    for (const TreeMergeCase& row : rows) {
      INFO("row: " << row.name);
      run(row);
    }
  }

 private:
  void run(const TreeMergeCase& row) {
    merge::MergeOptions options;
    options.ours_label = "ours";
    options.theirs_label = "theirs";
    options.directory_renames = row.directories;
    const merge::TreeMerge merged =
        merge::TreeMerger(m_store).merge(tree_of(row.base), tree_of(row.ours), tree_of(row.theirs), options);
    std::vector<ExpectedConflict> conflicts;
    conflicts.reserve(merged.conflicts.size());
    for (const merge::MergeConflict& conflict : merged.conflicts) {
      conflicts.push_back({conflict.kind, conflict.path, state(conflict.base), state(conflict.ours),
                           state(conflict.theirs), conflict.detail, state(conflict.result)});
    }
    std::vector<std::string> renames;
    renames.reserve(merged.renames.size());
    for (const merge::FollowedRename& rename : merged.renames) renames.push_back(rename.from + " -> " + rename.to);
    CHECK(conflicts == row.conflicts);
    CHECK(renames == row.renames);
    CHECK(files_of(merged.tree) == row.result);
  }

  git::Oid tree_of(const FileStates& files) {
    std::vector<objects::PathEdit> edits;
    for (const auto& [path, file] : files) {
      const git::Oid oid =
          file.mode == git::Mode::submodule
              ? git::Oid::from_hex(file.bytes.substr(std::string("Subproject commit ").size(), 40)).value()
              : m_store.put(git::ObjectType::blob, file.bytes);
      edits.push_back({path, {file.mode, oid}});
    }
    return objects::edit_tree(m_store, git::Oid{}, edits);
  }

  FileStates files_of(const git::Oid& tree) {
    FileStates files;
    objects::for_each_file(
        m_store, tree, [&](const std::string& path, const git::Entry& entry) { files.emplace(path, state(entry)); });
    return files;
  }

  FileState state(const git::Entry& entry) { return state_of(m_store, entry); }

  World m_world;
  GitRepo m_repo = GitRepo::init(m_world / "repo");
  git::Repository m_repository = git::Repository::open(m_repo.path());
  objects::ObjectStore m_store{m_repository};
};

}  // namespace mlxpatch::tests
