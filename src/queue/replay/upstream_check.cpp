#include "replay/upstream_check.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/given_up.hpp"
#include "replay/moved_deletion.hpp"
#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/taken_place.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// Whether upstream has a change that it took, as far as its commits have been gone over.
class UpstreamCheck::Watch {
 public:
  /// The arguments must outlive it.
  Watch(UpstreamCheck& check, const std::vector<objects::PathChange>& changes, SameChange& same,
        const std::function<bool(std::size_t commit)>& is_ours)
      : m_check(check), m_changes(changes), m_same(same), m_is_ours(is_ours), m_tree(tree_of(same.commit)) {}

  bool is_kept() const { return m_is_kept; }

  void go_over(std::size_t commit) {
    check_interrupt();
    if (m_is_decided) return;
    if (m_is_kept) {
      const Taken taken = m_check.fate_of(m_changes, m_tree, tree_of(commit));
      if (taken == Taken::further) m_same.reworked_by = commit;
      m_is_decided = taken == Taken::back && m_is_ours(commit);
      m_is_kept = taken != Taken::back || m_is_decided;
    } else {
      m_is_kept = m_check.left_of(m_changes, tree_of(commit)) == Left::nothing;
    }
    m_tree = tree_of(commit);
  }

  /// The same of commits that do not meet the change's place. Mostly they make no difference, and then the last one's
  /// tree tells that of all. Only if it does not they are gone over one by one.
  void go_over_quiet(const std::vector<std::size_t>& commits) {
    if (commits.empty() || m_is_decided) return;
    const git::Oid& last = tree_of(commits.back());
    const bool is_as_before = m_is_kept ? m_check.fate_of(m_changes, m_tree, last) == Taken::kept
                                        : m_check.left_of(m_changes, last) != Left::nothing;
    if (is_as_before) {
      m_tree = last;
    } else {
      for (const std::size_t commit : commits) go_over(commit);
    }
  }

 private:
  const git::Oid& tree_of(std::size_t commit) const { return m_check.m_range.commits[commit].tree; }

  UpstreamCheck& m_check;
  const std::vector<objects::PathChange>& m_changes;
  SameChange& m_same;
  const std::function<bool(std::size_t commit)>& m_is_ours;
  git::Oid m_tree;
  bool m_is_kept = true;
  bool m_is_decided = false;  ///< whatever comes later
};

bool UpstreamCheck::has_place(const std::vector<objects::PathChange>& changes, std::size_t commit) {
  return left_of(changes, m_range.commits[commit].tree) != Left::something;
}

bool UpstreamCheck::has_kept(const std::vector<objects::PathChange>& changes, SameChange& same,
                             const std::function<bool(std::size_t commit)>& is_ours) {
  const std::vector<std::string> paths = sorted_paths(changes);
  const UpstreamCommit& taker = m_range.commits[same.commit];
  TakenPlace place(m_scratch, objects::changes_at(m_scratch, taker.before_tree, taker.tree, paths));
  Watch watch(*this, changes, same, is_ours);
  std::vector<std::size_t> quiet;
  git::Oid before = taker.tree;
  for (const std::size_t later : m_range.chain) {
    if (later <= same.commit) continue;
    const auto touched = objects::changes_at(m_scratch, before, m_range.commits[later].tree, paths);
    if (touched.empty()) continue;
    before = m_range.commits[later].tree;
    if (place.is_met_by(touched)) {
      watch.go_over_quiet(quiet);
      quiet.clear();
      watch.go_over(later);
    } else {
      quiet.push_back(later);
    }
  }
  watch.go_over_quiet(quiet);
  return watch.is_kept();
}

/// What a merge of the change leaves of it in a tree; unknown if it conflicts.
UpstreamCheck::Left UpstreamCheck::left_of(const std::vector<objects::PathChange>& changes, const git::Oid& tree) {
  merge::MergeOptions options;
  options.effort = merge::MergeEffort::verdict;
  const objects::OverlayTree ours(m_scratch, tree);
  m_merger.find_renames_between(m_range.base_tree, tree);
  const merge::PathMerge merge = m_merger.merge(changes, ours, options);
  if (!merge.clean()) return Left::unknown;
  return changes_nothing(merge, ours) ? Left::nothing : Left::something;
}

/// What becomes of a change that upstream has: it stays, part of it goes where upstream works on it, or upstream takes
/// it back.
UpstreamCheck::Taken UpstreamCheck::fate_of(const std::vector<objects::PathChange>& changes, const git::Oid& before,
                                            const git::Oid& tree) {
  const objects::OverlayTree ours(m_scratch, tree);
  m_merger.find_renames_between(before, tree);
  if (is_given_up(m_scratch, m_merger, changes, ours)) return Taken::back;
  const Undoing undoing = undone_by(m_scratch, m_taken, changes, {objects::OverlayTree(m_scratch, before), ours});
  return undoing.gives_up() ? Taken::back : undoing.is_rework ? Taken::further : Taken::kept;
}

}  // namespace mlxpatch::queue
