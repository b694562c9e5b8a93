#include <mlxpatch/merge/tree_merger.hpp>

#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "merge_draft.hpp"
#include "merge_driver.hpp"
#include "merge_entry.hpp"
#include "path_merger.hpp"
#include "shared_renames.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

struct TreeMerger::State {
  State(objects::ObjectStore& object_store, const EntryMerger* known)
      : store(object_store), entries(object_store, known), drivers(object_store), renames(object_store, scores) {}
  objects::ObjectStore& store;
  EntryMerger entries;
  MergeDrivers drivers;
  SimilarityScores scores;
  SharedRenames renames;
};

TreeMerger::TreeMerger(objects::ObjectStore& store, const TreeMerger* known)
    : m_state(new State(store, known == nullptr ? nullptr : &known->m_state->entries)) {}
TreeMerger::~TreeMerger() = default;

void TreeMerger::find_renames_between(const git::Oid& before_tree, const git::Oid& after_tree, PathList known) {
  m_state->renames.look_between(before_tree, after_tree, std::move(known));
}

bool TreeMerger::merges_lines(const objects::OverlayTree& ours, const std::string& path) {
  const MergeDriver::Kind kind = m_state->drivers.of(ours, path).kind;
  return kind == MergeDriver::Kind::text || kind == MergeDriver::Kind::program;
}

PathMerge TreeMerger::merge(const std::vector<objects::PathChange>& theirs, const objects::OverlayTree& ours,
                            const MergeOptions& options) {
  const MergeTools tools{m_state->store, m_state->entries, m_state->drivers, m_state->scores, m_state->renames};
  return PathMerger(tools, options, ours, theirs).run();
}

TreeMerge TreeMerger::merge(const git::Oid& base_tree, const git::Oid& ours_tree, const git::Oid& theirs_tree,
                            const MergeOptions& options) {
  find_renames_between(base_tree, ours_tree);
  objects::OverlayTree ours(m_state->store, ours_tree);
  PathMerge merged = merge(objects::changes_between(m_state->store, base_tree, theirs_tree), ours, options);
  ours.put(merged.edits);
  return {ours.write(), std::move(merged.conflicts), std::move(merged.renames), std::move(merged.unusual)};
}

}  // namespace mlxpatch::merge
