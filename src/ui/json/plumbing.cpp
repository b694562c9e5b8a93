#include "json/plumbing.hpp"

#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Am& am) {
  document["outcome"] = name_of(am.outcome);
  document["branch"] = json_id(am.branch);
  document["tip"] = json_id(am.tip);
  document["tree"] = json_id(am.tree);
  document["patches"] = patches_of(am.patches);
  document["refused"] = json_left_out(am.refused);
  document["notes"] = json_texts(am.notes);
  document["next"] = json_next(am.next);
}

void put(Json& document, const report::FormatPatch& format_patch) {
  document["written"] = json_texts(format_patch.written);
}

void put(Json& document, const report::ReplayRun& run) { put_replay(document, run.replay); }

void put(Json& document, const report::CulpritRun& culprit) {
  document["base"] = json_id(culprit.base);
  document["onto"] = json_id(culprit.onto);
  document["patches"] = Json::array();
  for (const report::Patch& patch : culprit.patches) document["patches"].push_back(json_patch_explained(patch));
}

}  // namespace mlxpatch::ui
