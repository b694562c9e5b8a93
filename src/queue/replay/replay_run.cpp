#include "replay/replay_run.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <vector>

#include "replay/given_up.hpp"
#include "replay/line_account.hpp"
#include "replay/moved_deletion.hpp"
#include "replay/patch_id_match.hpp"
#include "replay/picked_origin.hpp"
#include "replay/queued_patch.hpp"
#include "replay/reverse_proof.hpp"
#include "replay/scan.hpp"
#include "replay/taker.hpp"
#include "replay/upstream_hint.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

namespace {

/// So many commits are named one by one.
constexpr std::size_t k_steps_named = 5;

}  // namespace

ReplayedPatch report_of(const QueuedPatch& patch) {
  ReplayedPatch report;
  report.commit = patch.commit.id;
  report.name = patch.name;
  report.subject = patch.subject;
  for (const objects::PathChange& change : patch.changes) report.paths.push_back(change.path);
  return report;
}

ReplayRun::ReplayRun(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, UpstreamSurvey& survey,
                     const ReplayOptions& options)
    : m_store(store),
      m_patches(patches),
      m_survey(survey),
      m_options(options),
      m_accounts(store, survey.range(), survey.touched()) {}

ReplayResult ReplayRun::run(const git::Oid& onto) {
  m_direct.emplace(m_store, onto, m_options, m_survey.merger());
  m_onto_tree = m_direct->tree();
  ReplayResult result;
  for (std::size_t i = 0; i < m_patches.size(); ++i) {
    check_interrupt();
    result.patches.push_back(replay_patch(i));
    m_options.tell(ReplayStage::replaying, i + 1, m_patches.size());
    if (!needs_person(result.patches.back().state)) continue;
    result.clean = false;
    if (m_options.policy.on_conflict == ReplayPolicy::OnConflict::stop) break;
  }
  result.tip = m_direct->tip();
  result.tree = m_direct->tree();
  return result;
}

ReplayedPatch ReplayRun::replay_patch(std::size_t index) {
  const QueuedPatch& patch = m_patches[index];
  ReplayedPatch report = report_of(patch);
  std::optional<Upstreamed> upstreamed = m_survey.upstreamed(index);
  if (upstreamed && (upstreamed->how == Evidence::cherry_picked || holds(index))) {
    settle_upstreamed(report, index, std::move(*upstreamed));
  } else {
    merge::PathMerge merge = m_direct->try_merge(patch);
    report.renames = merge.renames;
    if (merge.clean()) note_unusual(report, merge);
    if (merge.clean()) {
      settle_clean(report, index, merge, report.renames.empty() ? PatchState::clean : PatchState::moved);
    } else if (!settle_incremental(report, index, merge)) {
      settle_conflict(report, index, std::move(merge));
    }
  }
  if (const PatchScan* scan = m_survey.scan(index)) note_history(report, *scan);
  report.tree = m_direct->tree();
  return report;
}

/// Whether a patch that upstream has still holds on the queue so far. It does not if an earlier patch, which upstream
/// does not have any more, took its lines back: then it merges anew. A run of patches that were squashed holds as a
/// whole.
bool ReplayRun::holds(std::size_t index) {
  const SameChange* same = m_survey.same_change(index);
  if (same == nullptr || !same->is_squashed()) return holds(m_patches[index]);
  if (same->first == index) {
    QueuedPatch joined = m_patches[index];
    joined.changes = joint_change(m_patches, same->first, same->last);
    m_run_holds = holds(joined);
  }
  return m_run_holds;
}

bool ReplayRun::holds(const QueuedPatch& patch) {
  const objects::OverlayTree upstream(m_store, m_onto_tree);
  const objects::OverlayTree tree(m_store, m_direct->tree());
  const bool has_lines = still_has_lines(m_store, patch.changes, tree);
  if (!has_lines && still_has_lines(m_store, patch.changes, upstream)) return false;
  if (has_deleted_lines(m_store, patch.changes, tree) && !has_deleted_lines(m_store, patch.changes, upstream))
    return false;
  if (has_lines) return true;
  if (patch.before_tree == m_direct->tree()) return false;
  const merge::PathMerge merge = m_direct->try_merge(patch);
  return !merge.clean() || changes_nothing(merge, tree);
}

void ReplayRun::note_unusual(ReplayedPatch& report, const merge::PathMerge& merge) {
  for (const merge::UnusualMerge& unusual : merge.unusual) report.notes.push_back(merge::note_of(unusual));
}

void ReplayRun::settle_upstreamed(ReplayedPatch& report, std::size_t index, Upstreamed upstreamed) {
  report.state = PatchState::upstreamed;
  if (upstreamed.how == Evidence::cherry_picked) note_picked(report, index, upstreamed.commit.id);
  if (const auto reworker = m_survey.reworked_by(index)) {
    report.notes.push_back("upstream has reworked it: " + with_subject(*reworker) +
                           " removes part of it and changes other lines of it");
  }
  report.upstreamed_by = std::move(upstreamed);
  m_direct->pass_over(m_patches[index]);
}

/// A pick that needed a hand may differ from the commit; what it adds beyond that goes with it, but not unsaid.
void ReplayRun::note_picked(ReplayedPatch& report, std::size_t index, const git::Oid& origin) {
  const std::size_t lines = lines_added_beyond(m_store, m_patches[index], origin);
  if (lines == 0) return;
  report.notes.push_back(fmt::format("{} that it adds {} not in that commit, and {} with it; {} has {}",
                                     count_of(lines, "line"), lines == 1 ? "is" : "are",
                                     lines == 1 ? "leaves" : "leave", whereabouts(m_patches[index]),
                                     lines == 1 ? "it" : "them"));
}

/// Where a person can look at a patch: its commit, or its file if the commit exists in memory only.
std::string ReplayRun::whereabouts(const QueuedPatch& patch) {
  const auto made_from = m_options.made_from.find(patch.commit.id);
  const git::Oid& id = made_from == m_options.made_from.end() ? patch.commit.id : made_from->second;
  return m_store.is_new(id) ? patch.name : id.short_hex();
}

void ReplayRun::settle_clean(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge,
                             PatchState state) {
  const QueuedPatch& patch = m_patches[index];
  const git::Oid tree = m_direct->tree_with(patch, merge);
  if (tree != m_direct->tree() || patch.changes.empty()) {
    report.state = state;
    if (patch.before_tree != m_direct->tree()) account_for_lines(report, index, merge);
    report.new_commit = m_direct->take(patch, tree);
  } else if (const auto since = taken_since(index)) {
    settle_upstreamed(report, index, {commit_info(m_store, m_survey.range().commits[*since].id), Evidence::empty});
  } else {
    report.state = PatchState::empty;
    m_direct->pass_over(patch);
  }
}

/// The upstream commit since which a patch is empty that turned out so, unless it may be empty only since an earlier
/// one was left out.
std::optional<std::size_t> ReplayRun::taken_since(std::size_t index) {
  const QueuedPatch& patch = m_patches[index];
  const bool follows_left_out = std::ranges::any_of(
      patch.changes, [&](const objects::PathChange& change) { return m_left_out.contains(change.path); });
  if (follows_left_out) return std::nullopt;
  return empty_since(m_store, patch, m_survey.range(), m_direct->tree());
}

void ReplayRun::account_for_lines(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge) {
  LineAccount account = m_accounts.of({m_patches[index], merge, m_direct->tree()});
  report.hunks = std::move(account.hunks);
  report.lost_lines = std::move(account.lost_lines);
  for (const LostLine& left : account.left_lines) {
    report.notes.push_back(
        fmt::format("deletes a line that upstream moved, and that is still in {}: {}", left.path, left.line));
  }
  if (!account.brought_by) return;
  report.likely_upstreamed = true;
  report.upstreamed_by = {commit_info(m_store, m_survey.range().commits[*account.brought_by].id), Evidence::same_lines};
}

bool ReplayRun::settle_incremental(ReplayedPatch& report, std::size_t index, const merge::PathMerge& direct) {
  const PatchScan* scan = m_survey.scan(index);
  if (scan == nullptr || !scan->clean() || scan->steps.empty()) return false;
  // The scan follows the patch's own files only, not what upstream adds to a directory that the patch moves.
  const bool is_about_directories = std::any_of(
      direct.conflicts.begin(), direct.conflicts.end(),
      [](const merge::MergeConflict& conflict) { return conflict.kind == merge::ConflictKind::file_location; });
  if (is_about_directories) return false;
  merge::PathMerge merge = m_direct->try_form(m_patches[index], scan->form, m_survey.scratch());
  if (!merge.clean()) return false;
  note_unusual(report, merge);
  report.renames = merge.renames;
  settle_clean(report, index, merge, PatchState::incremental);
  const std::size_t named = std::min(k_steps_named, scan->steps.size());
  std::string note = "merges only commit by commit";
  for (std::size_t i = 0; i < named; ++i) note += (i == 0 ? ", over " : ", ") + with_subject(scan->steps[i]);
  if (named < scan->steps.size()) note += fmt::format(" and {} more", scan->steps.size() - named);
  report.notes.push_back(std::move(note));
  return true;
}

void ReplayRun::settle_conflict(ReplayedPatch& report, std::size_t index, merge::PathMerge merge) {
  const QueuedPatch& patch = m_patches[index];
  const PatchScan* scan = m_survey.scan(index);
  if (scan != nullptr) {
    const UpstreamRange& range = m_survey.range();
    if (const auto since = reverse_applies_since(m_store, patch, range, m_direct->tree())) {
      const CommitInfo taker = commit_info(m_store, range.commits[*since].id);
      return settle_upstreamed(report, index, {taker, Evidence::reverse_applies});
    }
    if (const auto picked = m_survey.picked_in_part(index)) {
      report.likely_upstreamed = true;
      report.upstreamed_by = {commit_info(m_store, *picked), Evidence::cherry_picked};
    } else if (auto hint = upstream_hint(m_store, patch, m_survey.range())) {
      report.likely_upstreamed = true;
      report.upstreamed_by = {commit_info(m_store, hint->commit), Evidence::telling_words, std::move(hint->words),
                              hint->of};
    }
    if (scan->broken) report.culprit = commit_info(m_store, scan->broken->culprit);
  }
  report.state = m_direct->is_blocked(patch) ? PatchState::blocked : PatchState::conflict;
  report.conflicts = std::move(merge.conflicts);
  m_direct->leave_out(patch);
  for (const objects::PathChange& change : patch.changes) m_left_out.insert(change.path);
}

void ReplayRun::note_history(ReplayedPatch& report, const PatchScan& scan) {
  if (scan.given_up_by && report.state != PatchState::upstreamed) {
    report.notes.push_back(fmt::format("upstream took it in {} and dropped {} again in {}",
                                       with_subject(*scan.taken_by), scan.given_up_in_part ? "part of it" : "it",
                                       with_subject(*scan.given_up_by)));
  }
  if (report.state == PatchState::upstreamed) return;
  for (const HealedBreak& healed : scan.healed) {
    report.notes.push_back(fmt::format("conflicted from {} on, clean since {}", with_subject(healed.culprit),
                                       with_subject(healed.clean_since)));
  }
  if (!scan.healed.empty() && needs_person(report.state)) {
    // If no commit broke it for good, the last one that broke it for a while is the best hint.
    if (!report.culprit) report.culprit = commit_info(m_store, scan.healed.back().culprit);
    report.clean_since = commit_info(m_store, scan.healed.back().clean_since);
  }
}

std::string ReplayRun::with_subject(const git::Oid& commit) {
  return fmt::format("{} ({})", commit.short_hex(), commit_info(m_store, commit).subject);
}

}  // namespace mlxpatch::queue
