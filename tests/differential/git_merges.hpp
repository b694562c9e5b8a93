#pragma once

#include <string>
#include <vector>

#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// A merge to ask git for; trees as 40 hexadecimal digits, all in the repository.
struct AskedMerge {
  std::string base;
  std::string ours;
  std::string theirs;
};

/// What git's merge (ort, as its rebase and cherry-pick call it) made of it.
struct GitMerge {
  /// `died`: git itself failed on it (2.39 has an assertion that does not hold for some renamed directories).
  enum class Verdict { clean, conflict, died } verdict = Verdict::conflict;
  std::string tree;      ///< with conflict markers in it if it is not clean
  std::string messages;  ///< as git prints them
};

/// Whether this git can do many merges in one process: `git merge-tree --write-tree --stdin`, since 2.39.
bool git_merges_many();

/// Whether this git counts a last line without a newline when it asks how similar two files are: since 2.43.2, of which
/// 2.44 is the first that does.
bool git_counts_last_lines();

/// Whether this git's histogram compares changes once more after it moved them, which ours does not: since 2.54.
bool git_compares_twice();

/// Asks git for all of them, in one `git fast-import` and one `git merge-tree` (more if git dies). Answers in
/// the same order.
std::vector<GitMerge> merge_with_git(const GitRepo& repository, const std::vector<AskedMerge>& merges);

}  // namespace mlxpatch::tests
