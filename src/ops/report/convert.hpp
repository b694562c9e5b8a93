#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

namespace mlxpatch::ops {

/// Values of the replay engine and of the pending state as reports show them.
report::Command to_report(workspace::Pending::Command command);
report::Conflict to_report(const merge::MergeConflict& conflict);
report::Patch to_report(const queue::ReplayedPatch& patch, std::size_t index);
report::Replay to_report(const queue::ReplayResult& result, const git::Oid& base, const git::Oid& onto);
/// The state that Pending::done names; `clean` for a name that is not known.
report::PatchState patch_state_named(std::string_view name);
report::UpstreamedBy to_report(const queue::Upstreamed& upstreamed);

/// Adds the step to the newest upstream commit at which every patch merges, if the replay knows one.
void add_clean_step(const report::Replay& replay, std::vector<report::NextStep>& next);

/// Adds what a replay says of its patches: which were upstreamed squashed, and which are kept only in part.
void complete_audit(report::Audit& audit, const std::vector<report::Patch>& patches);

}  // namespace mlxpatch::ops
