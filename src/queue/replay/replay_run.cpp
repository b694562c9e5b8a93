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
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <vector>

#include "replay/picked_origin.hpp"
#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_survey.hpp"
#include "replay/upstreamed.hpp"

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
    : m_store(store), m_patches(patches), m_survey(survey), m_options(options) {}

ReplayResult ReplayRun::run(const git::Oid& onto) {
  m_direct.emplace(m_store, onto, m_options, m_survey.merger());
  ReplayResult result;
  for (std::size_t i = 0; i < m_patches.size(); ++i) {
    check_interrupt();
    result.patches.push_back(replay_patch(i));
    if (m_options.on_progress) m_options.on_progress(i + 1, m_patches.size());
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
  if (std::optional<Upstreamed> upstreamed = m_survey.upstreamed(index)) {
    settle_upstreamed(report, index, std::move(*upstreamed));
  } else {
    merge::PathMerge merge = m_direct->try_merge(patch);
    report.renames = merge.renames;
    if (merge.clean()) note_other_diffs(report, merge);
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

void ReplayRun::note_other_diffs(ReplayedPatch& report, const merge::PathMerge& merge) {
  for (const std::string& path : merge.non_default_diff) {
    report.notes.push_back(
        fmt::format("{} merges, but not with the diff that git's own merge uses: check the result", path));
  }
}

void ReplayRun::settle_upstreamed(ReplayedPatch& report, std::size_t index, Upstreamed upstreamed) {
  report.state = PatchState::upstreamed;
  if (upstreamed.how == Evidence::cherry_picked) note_picked(report, index, upstreamed.commit.id);
  report.upstreamed_by = std::move(upstreamed);
  m_direct->pass_over(m_patches[index]);
}

/// A pick that needed a hand may differ from the commit; what it adds beyond that goes with it, but not unsaid.
void ReplayRun::note_picked(ReplayedPatch& report, std::size_t index, const git::Oid& origin) {
  const std::size_t lines = lines_added_beyond(m_store, m_patches[index], origin);
  if (lines == 0) return;
  report.notes.push_back(fmt::format("{} that it added {} not in that commit, and left with it: git show {}",
                                     count_of(lines, "line"), lines == 1 ? "is" : "are",
                                     m_patches[index].commit.id.short_hex()));
}

void ReplayRun::settle_clean(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge,
                             PatchState state) {
  const QueuedPatch& patch = m_patches[index];
  const git::Oid tree = m_direct->tree_with(patch, merge);
  if (tree != m_direct->tree() || patch.changes.empty()) {
    report.state = state;
    report.new_commit = m_direct->take(patch, tree);
  } else if (std::optional<Upstreamed> same = m_survey.same_change(index)) {
    settle_upstreamed(report, index, std::move(*same));
  } else {
    report.state = PatchState::empty;
    m_direct->pass_over(patch);
  }
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
    if (const auto since = reverse_applies_since(m_store, patch, m_survey.range())) {
      return settle_upstreamed(report, index, {commit_info(m_store, *since), Evidence::reverse_applies});
    }
    if (const auto picked = m_survey.picked_in_part(index)) {
      report.likely_upstreamed = true;
      report.upstreamed_by = {commit_info(m_store, *picked), Evidence::cherry_picked};
    } else if (const auto word = strongest_telling_word(m_store, patch, m_survey.range())) {
      report.likely_upstreamed = true;
      report.upstreamed_by = {commit_info(m_store, word->commit), Evidence::telling_words};
      report.notes.push_back(
          fmt::format("upstream has had \"{}\" from it since {}", word->word, with_subject(word->commit)));
    }
    if (scan->broken) report.culprit = commit_info(m_store, scan->broken->culprit);
  }
  report.state = m_direct->is_blocked(patch) ? PatchState::blocked : PatchState::conflict;
  report.conflicts = std::move(merge.conflicts);
  m_direct->leave_out(patch);
}

void ReplayRun::note_history(ReplayedPatch& report, const PatchScan& scan) {
  if (scan.given_up_by && report.state != PatchState::upstreamed) {
    report.notes.push_back(fmt::format("upstream took it in {} and dropped it again in {}",
                                       with_subject(*scan.taken_by), with_subject(*scan.given_up_by)));
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
