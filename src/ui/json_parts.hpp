#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/result.hpp>

/// The parts of which the documents are made. Keys keep their order; an id that is not known is null.
namespace mlxpatch::ui {

/// Keeps the keys in the order in which they were written, so that documents compare line by line.
using Json = nlohmann::ordered_json;

/// Text as JSON can hold it: bytes that are not UTF-8 are shown as \xNN.
Json json_text(const std::string& text);
/// Null where it is empty.
Json json_id(const std::string& id);
Json json_id(const std::optional<std::string>& id);
Json json_texts(const std::vector<std::string>& texts);

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
Json json_audit(const std::optional<report::Audit>& audit);
Json json_next(const std::vector<report::NextStep>& next);
const char* json_outcome(report::Outcome outcome);

/// "base", "onto", "tip", "tree", "counts" and "patches", as `replay --json` has them at its top.
void put_replay(Json& document, const report::Replay& replay);

}  // namespace mlxpatch::ui
