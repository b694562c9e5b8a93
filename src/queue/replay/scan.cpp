#include "replay/scan.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <vector>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

namespace {

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

std::string text_of(objects::ObjectStore& store, const git::Entry& entry) {
  return git::is_regular(entry.mode) ? *store.read(entry.oid, git::ObjectType::blob) : std::string();
}

/// Whether a tree has every line that a change adds, anywhere in the same files. False if it adds none.
bool still_has_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                     const objects::OverlayTree& tree) {
  bool adds_any = false;
  for (const objects::PathChange& change : changes) {
    const std::string before = text_of(store, change.before);
    const std::string after = text_of(store, change.after);
    const std::string now = text_of(store, tree.file(change.path));
    std::set<std::string_view> missing;
    for (const std::string_view line : split_lines(after)) {
      if (!trim(line).empty()) missing.insert(line);
    }
    for (const std::string_view line : split_lines(before)) missing.erase(line);
    adds_any = adds_any || !missing.empty();
    for (const std::string_view line : split_lines(now)) missing.erase(line);
    if (!missing.empty()) return false;
  }
  return adds_any;
}

}  // namespace

Scan::Scan(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range,
           UpstreamTouches& touches)
    : m_scratch(store),
      m_merger(m_scratch),
      m_range(range),
      m_touches(touches),
      m_tree(range.base_tree),
      m_form_trees(patches.size()),
      m_patches(patches.size()),
      m_outputs(patches.size()) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    m_patches[i].form = patches[i].changes;
    m_outputs.set(i, afters_of(patches[i].changes));
    for (const objects::PathChange& change : patches[i].changes) watch_change(i, change);
  }
}

void Scan::run() {
  for (const std::size_t i : m_range.chain) {
    check_interrupt();
    pass(m_range.commits[i], touched_at(i));
    m_tree = m_range.commits[i].tree;
  }
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
    add(objects::changes_at(m_scratch, m_tree, commit.tree, m_touches.paths()));
  }
  add(objects::changes_at(m_scratch, m_tree, commit.tree, m_watched_since));
  return touched;
}

void Scan::pass(const UpstreamCommit& commit, const std::vector<std::string>& touched) {
  std::set<std::size_t> affected;
  for (const std::string& path : touched) collect_watchers(path, 0, affected);
  if (affected.empty()) return;
  for (; !affected.empty(); affected.erase(affected.begin())) {
    const std::size_t index = *affected.begin();
    const Outputs before = m_outputs.of(index);
    settle(index, objects::OverlayTree(m_scratch, commit.tree, m_outputs, index), commit);
    const Outputs& after = m_outputs.of(index);
    for (const auto* side : {&before, &after}) {
      const Outputs& other = side == &before ? after : before;
      for (const auto& [path, entry] : *side) {
        const auto same = other.find(path);
        if (same == other.end() || same->second != entry) collect_watchers(path, index + 1, affected);
      }
    }
  }
}

void Scan::settle(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit) {
  PatchScan& scan = m_patches[index];
  if (scan.upstreamed_by) {
    if (!was_given_up(index, overlay, commit)) return;
    scan.given_up_by = commit.id;
    scan.upstreamed_by.reset();
  }
  const git::Oid& before_tree = scan.broken ? m_form_trees[index] : m_tree;
  // Once broken, a patch is tried again at every commit that touches its files, mostly in vain: a mere verdict will do.
  const merge::MergeEffort effort = scan.broken ? merge::MergeEffort::verdict : merge::MergeEffort::full;
  merge::PathMerge merged = merge(scan.form, overlay, {index, before_tree, commit.tree}, effort);
  if (!merged.clean()) return settle_conflict(index, merged, commit);
  Outputs outputs = effective(std::move(merged.edits), overlay);
  if (!outputs.empty()) return settle_clean(index, std::move(outputs), overlay, commit);
  // While an earlier patch is left out, one that only reverts it is empty although upstream has nothing of it.
  if (follows_broken(index)) return settle_conflict(index, merged, commit);
  settle_taken(index, commit);
}

merge::PathMerge Scan::merge(const std::vector<objects::PathChange>& changes, const objects::OverlayTree& ours,
                             const Step& step, merge::MergeEffort effort) {
  m_merger.find_renames_between(step.before, step.after,
                                [&](const std::string& path) { return is_made_before(step.index, path); });
  merge::MergeOptions options;
  options.effort = effort;
  return m_merger.merge(changes, ours, options);
}

/// Whether an earlier patch makes a file at this path, or did until upstream took that patch.
bool Scan::is_made_before(std::size_t index, const std::string& path) const {
  const auto watchers = m_watchers.find(path);
  if (watchers == m_watchers.end()) return false;
  return std::any_of(watchers->second.begin(), watchers->second.end(), [&](std::size_t earlier) {
    const std::vector<objects::PathChange>& form = m_patches[earlier].form;
    return earlier < index &&
           std::any_of(
               form.begin(), form.end(),
               [&](const objects::PathChange& change) { return change.path == path && change.after.exists(); });
  });
}

void Scan::settle_conflict(std::size_t index, const merge::PathMerge& merge, const UpstreamCommit& commit) {
  PatchScan& scan = m_patches[index];
  m_outputs.set(index, {});
  for (const merge::MergeConflict& conflict : merge.conflicts) watch(index, conflict.path);
  if (scan.broken) return;
  m_form_trees[index] = m_tree;
  scan.broken = ScanBreak{commit_inside(index, commit, Sought::conflict), commit.id, merge.conflicts};
}

void Scan::settle_taken(std::size_t index, const UpstreamCommit& commit) {
  PatchScan& scan = m_patches[index];
  scan.upstreamed_by = commit_inside(index, commit, Sought::nothing_left);
  scan.taken_by = scan.upstreamed_by;
  scan.given_up_by.reset();
  scan.broken.reset();
  m_outputs.set(index, {});
}

void Scan::settle_clean(std::size_t index, Outputs outputs, const objects::OverlayTree& overlay,
                        const UpstreamCommit& commit) {
  PatchScan& scan = m_patches[index];
  scan.form.clear();
  for (const auto& [path, entry] : outputs) {
    scan.form.push_back({path, overlay.file(path), entry});
    watch_change(index, scan.form.back());
  }
  if (scan.broken) scan.healed.push_back({scan.broken->culprit, commit.id});
  scan.broken.reset();
  if (outputs != m_outputs.of(index)) scan.steps.push_back(commit.id);
  m_outputs.set(index, std::move(outputs));
}

/// Whether upstream undid the change that it had taken: then there is nothing left for the patch's reverse to do. Lines
/// that upstream only moved elsewhere it still has.
bool Scan::was_given_up(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit) {
  const PatchScan& scan = m_patches[index];
  std::vector<objects::PathChange> reverse = scan.form;
  for (objects::PathChange& change : reverse) std::swap(change.before, change.after);
  merge::PathMerge merged = merge(reverse, overlay, {index, m_tree, commit.tree}, merge::MergeEffort::verdict);
  return merged.clean() && effective(std::move(merged.edits), overlay).empty() &&
         !still_has_lines(m_scratch, scan.form, overlay);
}

/// Whether an earlier patch that conflicts changes one of this patch's files.
bool Scan::follows_broken(std::size_t index) const {
  const auto shares_path = [&](const PatchScan& earlier) {
    return std::any_of(earlier.form.begin(), earlier.form.end(), [&](const objects::PathChange& theirs) {
      return std::any_of(m_patches[index].form.begin(), m_patches[index].form.end(),
                         [&](const objects::PathChange& ours) { return ours.path == theirs.path; });
    });
  };
  return std::any_of(m_patches.begin(), m_patches.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const PatchScan& earlier) { return earlier.broken && shares_path(earlier); });
}

/// The commit inside a merge that alone has the effect sought; the merge itself if there is none, or if it is no merge.
git::Oid Scan::commit_inside(std::size_t index, const UpstreamCommit& commit, Sought sought) {
  if (commit.parents.size() < 2) return commit.id;
  std::vector<std::string> paths;
  for (const objects::PathChange& change : m_patches[index].form) paths.push_back(change.path);
  std::sort(paths.begin(), paths.end());
  for (const UpstreamCommit& inner : commits_inside_merge(m_scratch, commit)) {
    if (inner.parents.size() > 1) continue;
    if (objects::changes_at(m_scratch, inner.before_tree, inner.tree, paths).empty()) continue;
    const objects::OverlayTree overlay(m_scratch, inner.tree, m_outputs, index);
    merge::PathMerge merged = merge(m_patches[index].form, overlay, {index, m_tree, inner.tree});
    const bool found = sought == Sought::conflict
                           ? !merged.clean()
                           : merged.clean() && effective(std::move(merged.edits), overlay).empty();
    if (found) return inner.id;
  }
  return commit.id;
}

void Scan::watch(std::size_t index, const std::string& path) {
  std::vector<std::size_t>& watchers = m_watchers[path];
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

void Scan::collect_watchers(const std::string& path, std::size_t from, std::set<std::size_t>& into) const {
  const auto watchers = m_watchers.find(path);
  if (watchers == m_watchers.end()) return;
  for (const std::size_t index : watchers->second) {
    if (index >= from) into.insert(index);
  }
}

}  // namespace mlxpatch::queue
