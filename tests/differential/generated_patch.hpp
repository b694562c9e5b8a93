#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mlxpatch::tests {

/// Files by their paths.
using Texts = std::map<std::string, std::string>;

/// How the names of a patch are written.
enum class NameForm { git, without_prefix, two_directories, plain, plain_originals };

/// Three trees, and how git's diff of the first two becomes a patch for the third.
struct PatchCase {
  Texts before;
  Texts after;
  Texts target;
  int context = 3;
  bool follows_renames = false;
  bool has_ids = true;
  int shift = 0;  ///< of all line numbers of its hunks
  NameForm form = NameForm::git;
};

/// The same for the same seed, on every machine.
PatchCase generate_patch_case(std::uint64_t seed);

/// The options with which `git diff-tree` and `git apply` are to run.
std::vector<std::string> diff_options(const PatchCase& made);
std::vector<std::string> apply_options(const PatchCase& made);

/// Git's diff in the form of the case.
std::string in_form(const PatchCase& made, const std::string& diff);

}  // namespace mlxpatch::tests
