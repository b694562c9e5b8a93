#include "replay/scan.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/given_up.hpp"
#include "replay/moved_deletion.hpp"
#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/scanned_queue.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

namespace {

/// So many texts may be in memory beside twice those that are needed.
constexpr std::size_t k_most_texts = 64;

std::map<std::string, git::Entry> afters_of(const std::vector<objects::PathChange>& changes) {
  std::map<std::string, git::Entry> afters;
  for (const objects::PathChange& change : changes) afters.emplace(change.path, change.after);
  return afters;
}

/// The edits that change something.
std::map<std::string, git::Entry> effective(std::map<std::string, git::Entry> edits, const objects::OverlayTree& ours) {
  std::erase_if(edits, [&](const auto& edit) { return ours.file(edit.first) == edit.second; });
  return edits;
}

/// Whether two forms of a patch add and delete the same lines.
bool change_the_same(objects::ObjectStore& store, const std::vector<objects::PathChange>& a,
                     const std::vector<objects::PathChange>& b) {
  const auto sum_of = [&](const objects::PathChange& change) {
    return order_sum(*text_of(store, change.before), *text_of(store, change.after));
  };
  return std::ranges::equal(a, b, [&](const objects::PathChange& x, const objects::PathChange& y) {
    return x.path == y.path && x.before.exists() == y.before.exists() && x.after.exists() == y.after.exists() &&
           x.after.mode == y.after.mode && sum_of(x) == sum_of(y);
  });
}

}  // namespace

Scan::Scan(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range,
           UpstreamTouches& touches, std::vector<std::optional<SameChange>> same)
    : m_store(store),
      m_scratch(std::make_unique<objects::ObjectStore>(store)),
      m_merger(std::make_unique<merge::TreeMerger>(*m_scratch)),
      m_queue(patches),
      m_range(range),
      m_touches(touches),
      m_same(std::move(same)),
      m_tree(range.base_tree),
      m_form_trees(patches.size()),
      m_carried(patches.size()),
      m_far_steps(m_carried),
      m_is_replaced(patches.size()),
      m_parted_from(patches.size()) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    m_carried.patches[i].form = patches[i].changes;
    m_carried.outputs.set(i, afters_of(patches[i].changes));
    for (const objects::PathChange& change : patches[i].changes) watch_change(i, change);
  }
}

void Scan::run(const std::function<void(std::size_t done)>& on_progress) {
  std::size_t done = 0;
  const auto tell = [&] {
    check_interrupt();
    if (on_progress) on_progress(done);
  };
  for (const std::size_t i : m_range.chain) {
    tell();
    pass(m_range.commits[i], touched_at(i), tell);
    m_tree = m_range.commits[i].tree;
    if (m_is_clean) m_clean_until = i;
    if (m_scratch->pending() > k_most_texts + 2 * m_kept) drop_texts();
    ++done;
  }
  m_far_steps.bring_up_all(*m_scratch);
}

/// Drops the merged texts that no patch has any more. A queue in one large file makes one for each patch and commit.
void Scan::drop_texts() {
  auto kept = std::make_unique<objects::ObjectStore>(m_store);
  const auto keep = [&](const git::Entry& entry) { kept->adopt(*m_scratch, entry.oid); };
  for (std::size_t i = 0; i < m_carried.patches.size(); ++i) {
    const PatchScan& patch = m_carried.patches[i];
    for (const objects::PathChange& change : patch.form) {
      keep(change.before);
      keep(change.after);
    }
    for (const auto& [path, entry] : m_carried.outputs.of(i)) keep(entry);
    if (!patch.broken) continue;
    for (const merge::MergeConflict& conflict : patch.broken->conflicts) {
      for (const git::Entry* entry : {&conflict.base, &conflict.ours, &conflict.theirs, &conflict.result}) keep(*entry);
    }
  }
  // What it remembers of merges names texts that are gone.
  m_merger = std::make_unique<merge::TreeMerger>(*kept);
  m_scratch = std::move(kept);
  m_kept = m_scratch->pending();
}

/// The watched paths that a commit of the chain changes.
std::vector<std::string> Scan::touched_at(std::size_t index) {
  const UpstreamCommit& commit = m_range.commits[index];
  std::vector<std::string> touched;
  const auto add = [&](const std::vector<objects::PathChange>& changes) {
    for (const objects::PathChange& change : changes) touched.push_back(change.path);
  };
  // The chain's first commit may be a merge whose first parent is not the base.
  if (commit.before_tree == m_tree) {
    add(m_touches.at(index));
  } else {
    add(objects::changes_at(*m_scratch, m_tree, commit.tree, m_touches.paths()));
  }
  add(objects::changes_at(*m_scratch, m_tree, commit.tree, m_watched_since));
  return touched;
}

void Scan::pass(const UpstreamCommit& commit, const std::vector<std::string>& touched,
                const std::function<void()>& on_patch) {
  const std::vector<std::string> left =
      m_far_steps.carry({*m_scratch, *m_merger}, {m_tree, commit.tree, commit.id}, touched,
                        [&](std::size_t index) { return is_mere_merge(index, commit); });
  std::set<std::size_t> affected;
  for (const std::string& path : left) m_carried.collect_watchers(path, 0, affected);
  if (affected.empty()) return;
  m_before.clear();
  for (; !affected.empty(); affected.erase(affected.begin())) {
    on_patch();
    const std::size_t index = *affected.begin();
    const Outputs before = m_carried.outputs.of(index);
    m_before.insert_or_assign(index, before);
    settle(index, objects::OverlayTree(*m_scratch, commit.tree, m_carried.outputs, index), commit);
    const Outputs& after = m_carried.outputs.of(index);
    for (const auto* side : {&before, &after}) {
      const Outputs& other = side == &before ? after : before;
      for (const auto& [path, entry] : *side) {
        const auto same = other.find(path);
        if (same == other.end() || same->second != entry) m_carried.collect_watchers(path, index + 1, affected);
      }
    }
  }
  const auto is_broken = [](const PatchScan& patch) { return patch.broken.has_value(); };
  m_is_clean = std::ranges::none_of(m_carried.patches, is_broken);
}

/// Whether the commit can do nothing to a patch but change what it makes of its files' texts.
bool Scan::is_mere_merge(std::size_t index, const UpstreamCommit& commit) const {
  const PatchScan& scan = m_carried.patches[index];
  const bool is_taken_now = has_same_change(index) && m_range.commits[m_same[index]->commit].id == commit.id;
  if (scan.upstreamed_by) return has_same_change(index) || m_is_replaced[index];
  const bool deletes = std::ranges::any_of(scan.form, [](const auto& change) { return !change.after.exists(); });
  return !is_taken_now && !scan.broken && !deletes && std::ranges::includes(m_parted_from[index], broken_before(index));
}

void Scan::settle(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  if (has_same_change(index)) {
    if (scan.upstreamed_by) return;
    if (m_range.commits[m_same[index]->commit].id == commit.id) return settle_taken(index, commit);
  }
  if (scan.upstreamed_by) {
    if (m_is_replaced[index] || !was_given_up(index, overlay, commit)) return;
    // What a later patch of the queue takes back is not given up.
    m_is_replaced[index] = is_change_of_later(index, commit);
    if (m_is_replaced[index]) return;
    scan.given_up_by = commit.id;
    scan.upstreamed_by.reset();
  }
  // While an earlier patch is left out, one that builds on it is left out, too.
  if (part_from_broken(index)) return settle_merge(index, overlay, commit);
  settle_conflict(index, {}, commit);
}

bool Scan::is_change_of_later(std::size_t index, const UpstreamCommit& commit) const {
  for (std::size_t later = index + 1; later < m_same.size(); ++later) {
    if (m_same[later] && m_range.commits[m_same[later]->commit].id == commit.id) return true;
  }
  return false;
}

void Scan::settle_merge(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  const git::Oid& before_tree = scan.broken ? m_form_trees[index] : m_tree;
  // Once broken, a patch is tried again at every commit that touches its files, mostly in vain: a mere verdict will do.
  const merge::MergeEffort effort = scan.broken ? merge::MergeEffort::verdict : merge::MergeEffort::full;
  merge::PathMerge merged = merge(scan.form, overlay, {index, before_tree, commit.tree}, effort);
  if (merged.clean() && changes_nothing(merged, overlay)) {
    // Upstream may have taken the patch piece by piece, and one of the pieces back.
    if (take_given_up_part(index, overlay)) merged = merge(scan.form, overlay, {index, m_tree, commit.tree}, effort);
    report_moved_deletions(*m_scratch, scan.form, overlay, {}, merged);
    report_moved_deletions(*m_scratch, m_queue[index].changes, overlay, {}, merged);
  }
  if (!merged.clean()) return settle_conflict(index, std::move(merged.conflicts), commit);
  Outputs outputs = effective(std::move(merged.edits), overlay);
  if (!outputs.empty()) return settle_clean(index, std::move(outputs), overlay, commit);
  settle_taken(index, commit);
}

/// Brings the form into a tree without the broken patches before it, as it is before the current commit: what it does
/// there is its own. False if it changes something else without them: then it builds on them.
bool Scan::part_from_broken(std::size_t index) {
  PatchScan& scan = m_carried.patches[index];
  std::set<std::size_t> broken = broken_before(index);
  if (std::ranges::includes(m_parted_from[index], broken)) return true;
  if (scan.broken) return false;
  const objects::LayeredEdits outputs = outputs_before_commit();
  const objects::OverlayTree overlay(*m_scratch, m_tree, outputs, index);
  merge::PathMerge merged = merge(scan.form, overlay, {index, m_tree, m_tree});
  if (!merged.clean()) return false;
  std::vector<objects::PathChange> form;
  for (const auto& [path, entry] : effective(std::move(merged.edits), overlay)) {
    form.push_back({path, overlay.file(path), entry});
  }
  if (!change_the_same(*m_scratch, scan.form, form)) return false;
  scan.form = std::move(form);
  m_before.insert_or_assign(index, afters_of(scan.form));
  m_parted_from[index] = std::move(broken);
  return true;
}

/// What the patches made before the current commit; the broken ones make nothing.
objects::LayeredEdits Scan::outputs_before_commit() const {
  objects::LayeredEdits outputs = m_carried.outputs;
  for (const auto& [index, before] : m_before) {
    if (!m_carried.patches[index].broken) outputs.set(index, before);
  }
  return outputs;
}

merge::PathMerge Scan::merge(const std::vector<objects::PathChange>& changes, const objects::OverlayTree& ours,
                             const Step& step, merge::MergeEffort effort) {
  m_merger->find_renames_between(step.before, step.after, [&] { return made_before(step.index); });
  merge::MergeOptions options;
  options.effort = effort;
  return m_merger->merge(changes, ours, options);
}

/// Where the earlier patches make files, or did until upstream took the patch.
std::vector<std::string> Scan::made_before(std::size_t index) const {
  std::vector<std::string> made;
  for (std::size_t earlier = 0; earlier < index; ++earlier) {
    for (const objects::PathChange& change : m_carried.patches[earlier].form) {
      if (change.after.exists()) made.push_back(change.path);
    }
  }
  return made;
}

void Scan::settle_conflict(std::size_t index, std::vector<merge::MergeConflict> conflicts,
                           const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  m_carried.outputs.set(index, {});
  for (const merge::MergeConflict& conflict : conflicts) watch(index, conflict.path);
  if (scan.broken) return;
  m_form_trees[index] = m_tree;
  scan.broken = ScanBreak{commit_inside(index, commit, Sought::conflict), commit.id, std::move(conflicts)};
}

void Scan::settle_taken(std::size_t index, const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  scan.upstreamed_by = commit_inside(index, commit, Sought::nothing_left);
  scan.taken_by = scan.upstreamed_by;
  scan.given_up_by.reset();
  scan.given_up_in_part = false;
  scan.reworked_by.reset();
  scan.broken.reset();
  m_carried.outputs.set(index, {});
}

void Scan::settle_clean(std::size_t index, Outputs outputs, const objects::OverlayTree& overlay,
                        const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  scan.form.clear();
  for (const auto& [path, entry] : outputs) {
    scan.form.push_back({path, overlay.file(path), entry});
    watch_change(index, scan.form.back());
  }
  if (scan.broken) scan.healed.push_back({scan.broken->culprit, commit.id});
  scan.broken.reset();
  if (outputs != m_carried.outputs.of(index)) scan.steps.push_back(commit.id);
  m_carried.outputs.set(index, std::move(outputs));
}

/// Whether upstream undid the change that it had taken. If only part of it, the form becomes that part.
bool Scan::was_given_up(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit) {
  PatchScan& scan = m_carried.patches[index];
  m_merger->find_renames_between(m_tree, commit.tree, [&] { return made_before(index); });
  const objects::LayeredEdits outputs = outputs_before_commit();
  const objects::OverlayTree before(*m_scratch, m_tree, outputs, index);
  // Of the whole patch, since the form may have lost some of it to upstream before.
  Undoing undoing = undone_by(*m_scratch, m_taken, m_queue[index].changes, {before, overlay});
  if (!undoing.undoes()) undoing = undone_by(*m_scratch, m_taken, scan.form, {before, overlay});
  if (!undoing.gives_up()) {
    if (undoing.is_rework) scan.reworked_by = commit.id;
    return is_given_up(*m_scratch, *m_merger, scan.form, overlay);
  }
  if (undoing.part.empty()) return true;
  scan.form = std::move(undoing.part);
  scan.given_up_in_part = scan.form != m_queue[index].changes;
  return true;
}

/// Makes the form the part of the patch that upstream took back, if it did: of the whole patch, since the form may have
/// lost some of it to upstream before.
bool Scan::take_given_up_part(std::size_t index, const objects::OverlayTree& overlay) {
  std::vector<objects::PathChange> part = given_up_part(*m_scratch, m_taken, m_queue[index].changes, overlay);
  if (part.empty()) part = given_up_part(*m_scratch, m_taken, m_carried.patches[index].form, overlay);
  if (part.empty()) return false;
  m_carried.patches[index].form = std::move(part);
  return true;
}

/// The earlier patches that conflict and change one of this patch's files.
std::set<std::size_t> Scan::broken_before(std::size_t index) const {
  std::set<std::size_t> broken;
  for (const objects::PathChange& change : m_carried.patches[index].form) {
    const auto watchers = m_carried.watchers.find(change.path);
    if (watchers == m_carried.watchers.end()) continue;
    for (const std::size_t earlier : watchers->second) {
      if (earlier < index && m_carried.patches[earlier].broken && changes_path(earlier, change.path))
        broken.insert(earlier);
    }
  }
  return broken;
}

bool Scan::changes_path(std::size_t index, const std::string& path) const {
  return std::ranges::any_of(m_carried.patches[index].form,
                             [&](const objects::PathChange& change) { return change.path == path; });
}

/// The commit inside a merge that alone has the effect sought; the merge itself if there is none, or if it is no merge.
git::Oid Scan::commit_inside(std::size_t index, const UpstreamCommit& commit, Sought sought) {
  if (commit.parents.size() < 2) return commit.id;
  std::vector<std::string> paths;
  for (const objects::PathChange& change : m_carried.patches[index].form) paths.push_back(change.path);
  std::sort(paths.begin(), paths.end());
  for (const UpstreamCommit& inner : commits_inside_merge(*m_scratch, commit)) {
    if (inner.parents.size() > 1) continue;
    if (objects::changes_at(*m_scratch, inner.before_tree, inner.tree, paths).empty()) continue;
    const objects::OverlayTree overlay(*m_scratch, inner.tree, m_carried.outputs, index);
    merge::PathMerge merged = merge(m_carried.patches[index].form, overlay, {index, m_tree, inner.tree});
    const bool found = sought == Sought::conflict
                           ? !merged.clean()
                           : merged.clean() && effective(std::move(merged.edits), overlay).empty();
    if (found) return inner.id;
  }
  return commit.id;
}

void Scan::watch(std::size_t index, const std::string& path) {
  std::vector<std::size_t>& watchers = m_carried.watchers[path];
  const auto& known = m_touches.paths();
  if (watchers.empty() && !std::binary_search(known.begin(), known.end(), path)) {
    m_watched_since.insert(std::lower_bound(m_watched_since.begin(), m_watched_since.end(), path), path);
  }
  if (std::find(watchers.begin(), watchers.end(), index) == watchers.end()) watchers.push_back(index);
}

/// A file that the patch adds depends on its directories, too: on whether they stay, and stay directories.
void Scan::watch_change(std::size_t index, const objects::PathChange& change) {
  watch(index, change.path);
  if (change.before.exists()) return;
  for_each_directory_of(change.path, [&](const std::string& directory) { watch(index, directory); });
}

}  // namespace mlxpatch::queue
