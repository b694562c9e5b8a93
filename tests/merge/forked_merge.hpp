#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

namespace mlxpatch::tests {

/// Twelve numbered lines that no file of another name has.
inline std::string text_of(const std::string& name) {
  std::string text;
  for (int i = 0; i < 12; ++i) text += name + " " + std::to_string(i) + "\n";
  return text;
}

inline std::map<std::string, std::string> texts_of(const std::vector<std::string>& files) {
  std::map<std::string, std::string> texts;
  for (const std::string& file : files) texts.emplace(file, text_of(file));
  return texts;
}

/// Kind and path of each conflict of a merge.
using Conflicts = std::vector<std::pair<merge::ConflictKind, std::string>>;

inline Conflicts conflicts_of(const merge::TreeMerge& merge) {
  Conflicts conflicts;
  conflicts.reserve(merge.conflicts.size());
  for (const merge::MergeConflict& conflict : merge.conflicts) conflicts.emplace_back(conflict.kind, conflict.path);
  return conflicts;
}

/// A forked repository whose one patch is merged into the one upstream commit, by us and by git's cherry-pick.
class ForkedMerge : public ForkedRepo {
 public:
  /// The base has these files, each with its text_of().
  explicit ForkedMerge(const std::vector<std::string>& files) : ForkedRepo(texts_of(files)) {}

  merge::TreeMerge merge_without_git(merge::DirectoryRenames directories) const {
    merge::MergeOptions options;
    options.directory_renames = directories;
    return merge_without_git(options);
  }
  merge::TreeMerge merge_without_git(const merge::MergeOptions& options = {}) const {
    const git::Repository repository = git::Repository::open(repo.path());
    objects::ObjectStore store(repository);
    const auto tree = [&](const std::string& commit) { return id_of(repo.tree(commit)); };
    merge::TreeMerge merged = merge::TreeMerger(store).merge(tree(base), tree("main"), tree("queue"), options);
    store.write_pack();
    return merged;
  }

  /// Our merge; git's verdict has to be the same, and its tree if both are clean.
  merge::TreeMerge merge(merge::DirectoryRenames directories = merge::DirectoryRenames::conflict) const {
    merge::TreeMerge merged = merge_without_git(directories);
    const char* value = directories == merge::DirectoryRenames::follow   ? "true"
                        : directories == merge::DirectoryRenames::ignore ? "false"
                                                                         : "conflict";
    repo.git({"checkout", "--quiet", "--detach", "main"});
    const CommandResult picked =
        repo.try_git({"-c", std::string("merge.directoryRenames=") + value, "cherry-pick", "--allow-empty", "queue"});
    INFO(picked.out << picked.err);
    CHECK(merged.clean() == (picked.exit == 0));
    if (merged.clean() && picked.exit == 0) CHECK(merged.tree.hex() == repo.tree());
    if (picked.exit != 0) repo.git({"cherry-pick", "--abort"});
    return merged;
  }

  /// The bytes of a file in the result; "" if the result does not have it.
  std::string bytes_at(const merge::TreeMerge& merged, const std::string& path) const {
    const CommandResult shown = repo.try_git({"cat-file", "blob", merged.tree.hex() + ":" + path});
    return shown.exit == 0 ? shown.out : "";
  }
};

}  // namespace mlxpatch::tests
