#include "json/parts.hpp"

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

#include "json/resolutions.hpp"
#include "json/values.hpp"
#include "names.hpp"
#include "next_step.hpp"

namespace mlxpatch::ui {

namespace {

Json json_conflict(const report::Conflict& conflict) {
  return {{"path", json_text(conflict.path)},
          {"kind", name_of(conflict.kind)},
          {"base", json_id(conflict.base)},
          {"ours", json_id(conflict.ours)},
          {"theirs", json_id(conflict.theirs)},
          {"driver", json_id(conflict.driver)},
          {"driver_result", json_id(std::string(name_of(conflict.driver_result)))}};
}

Json json_hunks(const std::optional<report::Hunks>& hunks) {
  if (!hunks) return nullptr;
  Json upstream = Json::array();
  for (const auto& [since, count] : hunks->upstream) {
    upstream.push_back({{"hunks", count}, {"commit", json_id(since.id)}, {"subject", json_text(since.subject)}});
  }
  return {{"kept", hunks->kept}, {"upstream", upstream}};
}

Json json_lost_lines(const std::vector<report::LostLine>& lines) {
  Json array = Json::array();
  for (const auto& [path, line] : lines) array.push_back({{"path", json_text(path)}, {"line", json_text(line)}});
  return array;
}

}  // namespace

Json json_commit(const report::CommitLine& commit) {
  return {{"commit", json_id(commit.id)},
          {"date", json_id(commit.date)},
          {"author", json_id(commit.author)},
          {"subject", json_text(commit.subject)},
          {"number", commit.number ? Json(*commit.number) : Json(nullptr)}};
}

Json json_commit(const std::optional<report::CommitLine>& commit) {
  return commit ? json_commit(*commit) : Json(nullptr);
}

Json json_place(const std::optional<report::CommitLine>& commit) {
  if (!commit) return nullptr;
  Json place = json_commit(*commit);
  place["describe"] = json_id(commit->describe);
  return place;
}

Json json_upstreamed_by(const std::optional<report::UpstreamedBy>& by) {
  if (!by) return nullptr;
  return {{"commit", json_id(by->commit.id)},
          {"subject", json_text(by->commit.subject)},
          {"how", name_of(by->how)},
          {"words", json_texts(by->words)}};
}

Json json_conflicts(const std::vector<report::Conflict>& conflicts) {
  Json array = Json::array();
  for (const report::Conflict& conflict : conflicts) array.push_back(json_conflict(conflict));
  return array;
}

Json json_patch(const report::Patch& patch) {
  return {{"index", patch.index},
          {"name", json_text(patch.name)},
          {"subject", json_text(patch.subject)},
          {"commit", json_id(patch.commit)},
          {"new_commit", json_id(patch.new_commit)},
          {"tree", json_id(patch.tree)},
          {"state", name_of(patch.state)},
          {"paths", json_texts(patch.paths)},
          {"conflicts", json_conflicts(patch.conflicts)},
          {"culprit", json_commit(patch.culprit)},
          {"upstreamed_by", json_upstreamed_by(patch.upstreamed_by)},
          {"likely_upstreamed", patch.likely_upstreamed},
          {"hunks", json_hunks(patch.hunks)},
          {"lost_lines", json_lost_lines(patch.lost_lines)},
          {"resolution_known", patch.resolution_known},
          {"reused", patch.is_reused},
          {"notes", json_texts(patch.notes)}};
}

Json json_patch_explained(const report::Patch& patch) {
  Json explained = json_patch(patch);
  for (std::size_t index = 0; index < patch.conflicts.size(); ++index) {
    explained["conflicts"][index]["detail"] = json_id(patch.conflicts[index].detail);
  }
  explained["clean_since"] = json_commit(patch.clean_since);
  return explained;
}

Json json_drift(const report::Drift& drift) {
  return {{"any", drift.any()},
          {"only_in_branch", json_texts(drift.only_in_branch)},
          {"only_in_files", json_texts(drift.only_in_files)},
          {"changed", json_texts(drift.changed)},
          {"reordered", drift.reordered},
          {"base_moved", drift.base_moved},
          {"stale", json_texts(drift.stale)}};
}

Json json_left_out(const std::vector<report::LeftOutPatch>& patches) {
  Json array = Json::array();
  for (const auto& [name, why] : patches) array.push_back({{"name", json_text(name)}, {"why", json_text(why)}});
  return array;
}

Json json_audit(const std::optional<report::Audit>& audit) {
  if (!audit) return nullptr;
  Json upstreamed = Json::array();
  for (const auto& [name, commit, is_squashed] : audit->upstreamed) {
    upstreamed.push_back({{"name", json_text(name)}, {"commit", json_id(commit)}, {"squashed", is_squashed}});
  }
  Json in_part = Json::array();
  for (const auto& [name, hunks, lost_lines] : audit->in_part) {
    in_part.push_back(
        {{"name", json_text(name)}, {"hunks", json_hunks(hunks)}, {"lost_lines", json_lost_lines(lost_lines)}});
  }
  Json reused = Json::array();
  for (const auto& [name, resolutions] : audit->reused) {
    reused.push_back({{"name", json_text(name)}, {"resolutions", json_resolutions(resolutions)}});
  }
  return {{"in", audit->in},
          {"kept", audit->kept},
          {"changed", audit->changed},
          {"added", audit->added},
          {"resolved", audit->resolved},
          {"reused", reused},
          {"upstreamed", upstreamed},
          {"dropped", json_left_out(audit->dropped)},
          {"in_part", in_part},
          {"tree", json_id(audit->tree)}};
}

Json json_next(const std::vector<report::NextStep>& next) {
  Json array = Json::array();
  for (const report::NextStep& step : next) {
    const auto [command, why] = worded(step);
    array.push_back({{"command", json_id(command)}, {"why", json_id(why)}});
  }
  return array;
}

void put_replay(Json& document, const report::Replay& replay) {
  document["base"] = json_id(replay.base);
  document["onto"] = json_id(replay.onto);
  document["tip"] = json_id(replay.tip);
  document["tree"] = json_id(replay.tree);
  Json counts = Json::object();
  for (const auto& [state, count] : report::counts_of(replay.patches)) counts[std::string(name_of(state))] = count;
  document["counts"] = counts;
  document["patches"] = patches_of(replay.patches);
  document["clean_until"] = json_commit(replay.clean_until);
}

Json patches_of(const std::vector<report::Patch>& patches) {
  Json array = Json::array();
  for (const report::Patch& patch : patches) array.push_back(json_patch(patch));
  return array;
}

Json json_upstream(const std::string& name, const std::optional<report::CommitLine>& base,
                   const std::optional<report::CommitLine>& tip, std::size_t behind) {
  return {{"name", json_id(name)}, {"base", json_place(base)}, {"tip", json_place(tip)}, {"behind", behind}};
}

}  // namespace mlxpatch::ui
