#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// Why a patch does not apply, in what a person needs to know.
struct ApplyFailure {
  std::string patch;  ///< its name
  std::string subject;
  std::string path;  ///< the file; empty if the failure is the whole patch's
  std::optional<patch::HunkFailure> hunk;
  std::string reason;                           ///< one sentence, e.g. "the file does not exist"
  std::vector<merge::MergeConflict> conflicts;  ///< of the three-way merge, if one was possible
  git::Oid merged_tree{};                       ///< of that merge: the other changes, and the conflicts' results
};

/// What is worth reporting of a patch that applied ("hunk 2 of a.py moved +14 lines", "merged three-way").
struct ApplyNote {
  std::string patch;
  std::string text;
};

struct ApplyPolicy {
  int fuzz = 0;
  enum class ThreeWay { use_index_ids, never } three_way = ThreeWay::use_index_ids;
};

struct AppliedPatch {
  git::Oid tree;
  std::vector<ApplyNote> notes;
};

/// Applies one patch to a tree in memory: three-way if the policy allows it and the version that the patch was made for
/// is known, else by its text.
std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy = {});

/// The failure as an Error, with every place and hint that is known.
Error failure_as_error(const ApplyFailure& failure);

}  // namespace mlxpatch::queue
