#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>

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
  int strip = 1;          ///< the strip level at which its names were read
  bool has_crlf = false;  ///< the CRs that the reader took for the transport's are content
};

}  // namespace mlxpatch::queue
