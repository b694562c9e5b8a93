#include "json/status.hpp"

#include <optional>

#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/status.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

Json json_replay(const std::optional<report::Replay>& replay) {
  if (!replay) return nullptr;
  Json object = Json::object();
  put_replay(object, *replay);
  return object;
}

}  // namespace

void put(Json& document, const report::Status& status) {
  document["directory"] = json_text(status.directory);
  document["branch"] = json_id(status.branch);
  document["upstream"] = json_upstream(status.upstream, status.base, status.tip, status.behind);
  document["operation"] = status.operation ? Json(name_of(*status.operation)) : Json(nullptr);
  document["operation_detail"] = json_id(status.operation_detail);
  document["git_operation"] = json_id(status.git_operation);
  document["unmerged"] = json_texts(status.unmerged);
  document["modified"] = json_texts(status.modified);
  document["replay"] = json_replay(status.replay);
  document["drift"] = json_drift(status.drift);
  document["notes"] = json_texts(status.notes);
  document["next"] = json_next(status.next);
}

void put(Json& document, const report::Check& check) {
  put_replay(document, check.replay);
  document["upstream"] = json_upstream(check.upstream, check.base, check.tip, check.behind);
  document["drift"] = json_drift(check.drift);
  document["outcome"] = name_of(check.outcome);
  document["files_apply"] = check.files_apply;
  document["apply_problem"] = json_id(check.apply_problem);
  document["has_branch"] = check.has_branch;
  document["notes"] = json_texts(check.notes);
  document["next"] = json_next(check.next);
}

void put(Json& document, const report::Why& why) {
  document["onto"] = json_id(why.onto);
  document["patch"] = json_patch_explained(why.patch);
  document["upstream_diff"] = json_id(why.upstream_diff);
  document["patch_diff"] = json_id(why.patch_diff);
  document["next"] = json_next(why.next);
}

}  // namespace mlxpatch::ui
