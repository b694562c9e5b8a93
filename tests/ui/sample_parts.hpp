#pragma once

#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::tests {

/// 40 digits that begin with `start`.
std::string id(const std::string& start);

report::CommitLine base_commit();
report::CommitLine tip_commit();
report::CommitLine culprit_commit();
report::UpstreamedBy likely_upstreamed_by();

report::Patch patch(std::size_t index, const std::string& name, report::PatchState state);
/// The patch that culprit_commit() breaks.
report::Patch broken_patch();
report::Replay replay_of(std::vector<report::Patch> patches);

/// An update that waits at broken_patch().
report::Update stopped_update();

}  // namespace mlxpatch::tests
