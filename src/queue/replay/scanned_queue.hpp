#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

/// Since when a patch conflicts, and with what.
struct ScanBreak {
  git::Oid culprit;
  git::Oid chain_commit;  ///< the commit of upstream's first-parent line that brought it
  std::vector<merge::MergeConflict> conflicts;
};

/// A stretch of upstream's history on which a patch conflicted.
struct HealedBreak {
  git::Oid culprit;
  git::Oid clean_since;
};

/// What became of one patch when the queue was carried over upstream's commits one by one.
struct PatchScan {
  /// The change as it is at the end: from the tree with the earlier patches to the tree with this one, too. If it
  /// conflicts at the end, the form in which it last merged; if upstream took it, the form before that.
  std::vector<objects::PathChange> form;
  std::optional<ScanBreak> broken;  ///< it conflicts at the end
  std::vector<HealedBreak> healed;
  std::vector<git::Oid> steps;            ///< the upstream commits that changed what it makes
  std::optional<git::Oid> upstreamed_by;  ///< it became empty at this commit, and has been since
  std::optional<git::Oid> taken_by;       ///< upstream had it for a while, from this commit on
  std::optional<git::Oid> given_up_by;    ///< until this one, which took it out again
  bool given_up_in_part = false;          ///< and only part of it
  std::optional<git::Oid> reworked_by;    ///< upstream, which has it, took part of it out while it changed the rest
  bool clean() const { return !broken && !upstreamed_by; }
};

/// A queue as far as it has been carried.
struct ScannedQueue {
  explicit ScannedQueue(std::size_t count) : patches(count), outputs(count) {}

  std::vector<PatchScan> patches;
  /// By patch: what it makes of its form's paths; empty while it is not part of the tree.
  objects::LayeredEdits outputs;
  std::unordered_map<std::string, std::vector<std::size_t>> watchers;  ///< by path: the patches that it matters to

  /// Those of them from one patch on.
  void collect_watchers(const std::string& path, std::size_t from, std::set<std::size_t>& into) const;
};

}  // namespace mlxpatch::queue
