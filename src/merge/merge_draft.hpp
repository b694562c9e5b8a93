#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "merge_driver.hpp"
#include "merge_entry.hpp"
#include "shared_renames.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

/// What a merge works with and keeps for the next one.
struct MergeTools {
  objects::ObjectStore& store;
  EntryMerger& entries;
  MergeDrivers& drivers;
  SimilarityScores& scores;
  SharedRenames& our_renames;
};

/// The result of one merge while it is being made. The arguments must outlive it.
class MergeDraft {
 public:
  MergeDraft(const MergeTools& tools, const MergeOptions& options, const objects::OverlayTree& ours)
      : m_tools(tools), m_options(options), m_ours(ours) {}

  const MergeTools& tools() const { return m_tools; }
  const MergeOptions& options() const { return m_options; }
  /// Our tree before the merge, but for what move_ours() moved.
  const objects::OverlayTree& ours() const { return m_moved_ours ? *m_moved_ours : m_ours; }
  const std::map<std::string, git::Entry>& edits() const { return m_result.edits; }

  /// Moves a file of ours; the rest of the merge sees it at its new path. Returns its entry.
  git::Entry move_ours(const std::string& from, const std::string& to);

  /// The result has `entry` at `path`; an absent one removes what ours has there.
  void put(const std::string& path, const git::Entry& entry) { m_result.edits.insert_or_assign(path, entry); }
  /// The result has nothing at `path`.
  void remove(const std::string& path);
  void add_rename(const std::string& from, const std::string& to) { m_result.renames.push_back({from, to}); }
  void add_conflict(MergeConflict conflict) { m_result.conflicts.push_back(std::move(conflict)); }
  /// With `merged`'s result and detail.
  void add_conflict(const std::string& path, ConflictKind kind, const EntryVersions& versions,
                    const EntryMerge& merged);
  /// Reports the conflicts of `from` at `to`, each with `remark` after its detail. Returns whether there is any.
  bool move_conflicts(const std::string& from, const std::string& to, std::string_view remark);

  /// Merges three versions of the file that is at `path` in the result. Puts nothing there.
  EntryMerge merge_versions(const std::string& path, const EntryVersions& versions);
  /// The same, and puts the result and the conflict there.
  void merge_at(const std::string& path, const EntryVersions& versions);

  /// To be called once, at the end.
  PathMerge take() { return std::move(m_result); }

 private:
  const MergeTools& m_tools;
  const MergeOptions& m_options;
  const objects::OverlayTree& m_ours;
  std::optional<objects::OverlayTree> m_moved_ours;
  PathMerge m_result;
};

}  // namespace mlxpatch::merge
