#include "json/plumbing.hpp"

#include "json/parts.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Am& am) {
  document["outcome"] = json_outcome(am.outcome);
  document["branch"] = json_id(am.branch);
  document["tip"] = json_id(am.tip);
  document["tree"] = json_id(am.tree);
  document["patches"] = patches_of(am.patches);
  document["refused"] = Json::array();
  for (const auto& [name, why] : am.refused) {
    document["refused"].push_back({{"name", json_text(name)}, {"why", json_text(why)}});
  }
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
