#include "report/convert.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "report/commit_line.hpp"

namespace mlxpatch::ops {

namespace {

std::string hex_or_empty(const git::Oid& oid) { return oid ? oid.hex() : std::string(); }

report::ConflictKind kind_of(merge::ConflictKind kind) {
  switch (kind) {
    using From = merge::ConflictKind;
    using To = report::ConflictKind;
    case From::content:
      return To::content;
    case From::add_add:
      return To::add_add;
    case From::modify_delete:
      return To::modify_delete;
    case From::rename_delete:
      return To::rename_delete;
    case From::rename_rename:
      return To::rename_rename;
    case From::file_directory:
      return To::file_directory;
    case From::file_location:
      return To::file_location;
    case From::mode:
      return To::mode;
    case From::symlink:
      return To::symlink;
    case From::binary:
      return To::binary;
    case From::submodule:
      return To::submodule;
  }
  return report::ConflictKind::content;
}

report::DriverResult result_of(merge::ConflictDriver::Run run) {
  switch (run) {
    using From = merge::ConflictDriver::Run;
    using To = report::DriverResult;
    case From::none:
    case From::waiting:
      return To::none;
    case From::merged:
      return To::merged;
    case From::conflicts:
      return To::conflicts;
    case From::failed:
      return To::failed;
  }
  return report::DriverResult::none;
}

report::PatchState state_of(queue::PatchState state) {
  switch (state) {
    using From = queue::PatchState;
    using To = report::PatchState;
    case From::clean:
      return To::clean;
    case From::moved:
      return To::moved;
    case From::incremental:
      return To::stepped;
    case From::upstreamed:
      return To::upstreamed;
    case From::empty:
      return To::empty;
    case From::conflict:
      return To::conflict;
    case From::blocked:
      return To::blocked;
  }
  return report::PatchState::conflict;
}

report::Evidence evidence_of(queue::Evidence evidence) {
  switch (evidence) {
    using From = queue::Evidence;
    using To = report::Evidence;
    case From::patch_id:
      return To::patch_id;
    case From::squashed:
      return To::squashed;
    case From::empty:
      return To::empty;
    case From::reverse_applies:
      return To::reverse_applies;
    case From::cherry_picked:
      return To::cherry_picked;
    case From::telling_words:
      return To::new_words;
    case From::same_lines:
      return To::same_lines;
  }
  return report::Evidence::empty;
}

report::Hunks to_report(const queue::HunkCounts& hunks) {
  report::Hunks result;
  result.kept = hunks.kept;
  result.upstream.reserve(hunks.upstream.size());
  for (const auto& [since, count] : hunks.upstream) result.upstream.push_back({commit_line(since), count});
  return result;
}

}  // namespace

report::PatchState patch_state_named(std::string_view name) {
  using enum report::PatchState;
  if (name == "skipped") return skipped;
  for (const queue::PatchState state : {queue::PatchState::moved, queue::PatchState::incremental,
                                        queue::PatchState::upstreamed, queue::PatchState::empty}) {
    if (queue::name_of(state) == name) return state_of(state);
  }
  return clean;
}

report::Command to_report(workspace::Pending::Command command) {
  switch (command) {
    case workspace::Pending::Command::update:
      return report::Command::update;
    case workspace::Pending::Command::pick:
      return report::Command::pick;
    case workspace::Pending::Command::edit:
      return report::Command::edit;
  }
  return report::Command::update;
}

report::Conflict to_report(const merge::MergeConflict& conflict) {
  const std::string driver = merge::in_words(conflict.driver);
  return {conflict.path,
          kind_of(conflict.kind),
          hex_or_empty(conflict.base.oid),
          hex_or_empty(conflict.ours.oid),
          hex_or_empty(conflict.theirs.oid),
          driver.empty() ? conflict.detail : conflict.detail + "; " + driver,
          conflict.driver.name,
          result_of(conflict.driver.run)};
}

report::UpstreamedBy to_report(const queue::Upstreamed& upstreamed) {
  return {commit_line(upstreamed.commit), evidence_of(upstreamed.how), upstreamed.words, upstreamed.of_words};
}

report::Patch to_report(const queue::ReplayedPatch& patch, std::size_t index) {
  report::Patch line;
  line.index = index;
  line.name = patch.name;
  line.subject = patch.subject;
  line.commit = patch.commit.hex();
  if (patch.new_commit) line.new_commit = patch.new_commit->hex();
  line.tree = hex_or_empty(patch.tree);
  line.state = state_of(patch.state);
  line.paths = patch.paths;
  for (const merge::MergeConflict& conflict : patch.conflicts) line.conflicts.push_back(to_report(conflict));
  if (patch.culprit) line.culprit = commit_line(*patch.culprit);
  if (patch.clean_since) line.clean_since = commit_line(*patch.clean_since);
  if (patch.upstreamed_by) line.upstreamed_by = to_report(*patch.upstreamed_by);
  line.likely_upstreamed = patch.likely_upstreamed;
  if (patch.hunks) line.hunks = to_report(*patch.hunks);
  line.lost_lines.reserve(patch.lost_lines.size());
  for (const auto& [path, text] : patch.lost_lines) line.lost_lines.push_back({path, text});
  line.notes = patch.notes;
  for (const merge::FollowedRename& rename : patch.renames) {
    line.notes.push_back("followed " + rename.from + " to " + rename.to);
  }
  return line;
}

report::Replay to_report(const queue::ReplayResult& result, const git::Oid& base, const git::Oid& onto) {
  report::Replay replay;
  replay.base = base.hex();
  replay.onto = onto.hex();
  if (result.clean) replay.tip = result.tip.hex();
  replay.tree = hex_or_empty(result.tree);
  for (std::size_t i = 0; i < result.patches.size(); ++i) replay.patches.push_back(to_report(result.patches[i], i + 1));
  if (result.clean_until) replay.clean_until = commit_line(*result.clean_until);
  return replay;
}

void add_clean_step(const report::Replay& replay, std::vector<report::NextStep>& next) {
  if (!replay.clean_until) return;
  const auto commit = git::Oid::from_hex(replay.clean_until->id);
  if (commit) next.push_back(report::NextStep(report::NextStep::Kind::update_to_clean).at(commit->short_hex()));
}

void complete_audit(report::Audit& audit, const std::vector<report::Patch>& patches) {
  for (const report::Patch& patch : patches) {
    if (patch.hunks || !patch.lost_lines.empty()) audit.in_part.push_back({patch.name, patch.hunks, patch.lost_lines});
    if (!patch.upstreamed_by || patch.upstreamed_by->how != report::Evidence::squashed) continue;
    for (report::UpstreamedPatch& upstreamed : audit.upstreamed) {
      if (upstreamed.name == patch.name) upstreamed.is_squashed = true;
    }
  }
}

}  // namespace mlxpatch::ops
