#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>

#include "json/values.hpp"

/// The parts of which the documents are made. Keys keep their order; an id that is not known is null.
namespace mlxpatch::ui {

Json json_commit(const report::CommitLine& commit);
Json json_commit(const std::optional<report::CommitLine>& commit);
/// The same with "describe".
Json json_place(const std::optional<report::CommitLine>& commit);
Json json_patch(const report::Patch& patch);
/// With "clean_since" and each conflict's "detail" besides.
Json json_patch_explained(const report::Patch& patch);
Json json_upstreamed_by(const std::optional<report::UpstreamedBy>& by);
Json json_conflicts(const std::vector<report::Conflict>& conflicts);
Json json_drift(const report::Drift& drift);
Json json_left_out(const std::vector<report::LeftOutPatch>& patches);
Json json_audit(const std::optional<report::Audit>& audit);
Json json_next(const std::vector<report::NextStep>& next);
/// "name", "base", "tip" and "behind".
Json json_upstream(const std::string& name, const std::optional<report::CommitLine>& base,
                   const std::optional<report::CommitLine>& tip, std::size_t behind);
Json patches_of(const std::vector<report::Patch>& patches);

/// "base", "onto", "tip", "tree", "counts" and "patches", as `replay --json` has them at its top.
void put_replay(Json& document, const report::Replay& replay);

}  // namespace mlxpatch::ui
