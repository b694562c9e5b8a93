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

/// Where a patch does not go in, for a person.
struct ApplyFailure {
  std::string patch;  ///< its name
  std::string subject;
  std::string path;  ///< the file; empty where the patch as a whole is meant
  std::optional<patch::HunkFailure> hunk;
  std::string reason;                           ///< one sentence, e.g. "the file does not exist"
  std::vector<merge::MergeConflict> conflicts;  ///< where three-way merging was possible and conflicted
  git::Oid merged_tree{};                       ///< then: the patch's other changes, and the conflicts' results
};

/// What was remarkable when a patch went in ("hunk 2 of a.py moved +14 lines", "merged three-way").
struct ApplyNote {
  std::string patch;
  std::string text;
  bool exact = false;  ///< true: nothing moved, no fuzz, no three-way; only a remark
};

struct ApplyPolicy {
  int fuzz = 0;
  enum class ThreeWay { use_index_ids, never } three_way = ThreeWay::use_index_ids;
};

struct AppliedPatch {
  git::Oid tree;
  std::vector<ApplyNote> notes;
};

/// Applies one patch to a tree in memory.
std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy = {});

/// The error that tells a person of a failed patch, in full.
Error failure_as_error(const ApplyFailure& failure);

}  // namespace mlxpatch::queue
