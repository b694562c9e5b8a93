#include "json/update.hpp"

#include <optional>
#include <string_view>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>

#include "json/parts.hpp"
#include "json/resolutions.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

std::string_view name_of(report::Stop::Kind kind) {
  switch (kind) {
    using enum report::Stop::Kind;
    case patch:
      return "patch";
    case pick:
      return "pick";
    case merge:
      return "merge";
    case edit:
      return "edit";
  }
  return "";
}

Json json_commits(const std::vector<report::CommitLine>& commits) {
  Json array = Json::array();
  for (const report::CommitLine& commit : commits) array.push_back(json_commit(commit));
  return array;
}

Json json_known(const std::vector<report::KnownFile>& files) {
  Json array = Json::array();
  for (const auto& [path, resolutions] : files) {
    array.push_back({{"path", json_text(path)}, {"resolutions", json_resolutions(resolutions)}});
  }
  return array;
}

Json json_stop(const std::optional<report::Stop>& stop) {
  if (!stop) return nullptr;
  report::Patch patch;
  patch.conflicts = stop->conflicts;
  return {{"directory", json_id(stop->directory)},
          {"index", stop->patch_index},
          {"of", stop->patches},
          {"patch", json_text(stop->patch)},
          {"subject", json_text(stop->subject)},
          {"conflicts", json_patch_explained(patch)["conflicts"]},
          {"known", json_known(stop->known)},
          {"culprit", json_commit(stop->culprit)},
          {"kind", name_of(stop->kind)},
          {"builds_on", json_texts(stop->builds_on)},
          {"own_patches", json_texts(stop->own_patches)},
          {"missing", json_commits(stop->missing)},
          {"notes", json_texts(stop->notes)},
          {"likely_upstreamed_by", json_upstreamed_by(stop->likely)},
          {"upstream_diff", json_id(stop->upstream_diff)},
          {"patch_diff", json_id(stop->patch_diff)},
          {"patches_left", stop->patches_left},
          {"upstream_left", stop->upstream_left}};
}

}  // namespace

void put(Json& document, const report::Update& update) {
  put_replay(document, update.replay);
  document["upstream"] = json_upstream(update.upstream, update.from, update.to, update.new_commits);
  document["drift"] = json_drift(update.drift);
  document["outcome"] = name_of(update.outcome);
  document["operation"] = name_of(update.operation);
  document["dry_run"] = update.dry_run;
  document["up_to_date"] = update.up_to_date;
  document["stop"] = json_stop(update.stop);
  document["audit"] = json_audit(update.audit);
  document["written"] = json_texts(update.written);
  document["remembered"] = json_texts(update.remembered);
  document["notes"] = json_texts(update.notes);
  document["next"] = json_next(update.next);
}

void put(Json& document, const report::Abort& abort) {
  document["operation"] = name_of(abort.operation);
  document["branch"] = json_id(abort.branch);
  document["tip"] = json_id(abort.tip);
  document["kept_as"] = json_id(abort.kept_as);
  document["kept"] = json_next(abort.kept);
  document["branch_moved"] = abort.branch_moved;
  document["notes"] = json_texts(abort.notes);
}

void put(Json& document, const report::Regen& regen) {
  document["outcome"] = name_of(regen.outcome);
  document["check"] = regen.check_only;
  document["base"] = json_place(regen.base);
  document["written"] = json_texts(regen.written);
  document["removed"] = json_texts(regen.removed);
  document["unchanged"] = json_texts(regen.unchanged);
  document["renamed"] = Json::array();
  for (const report::RenamedFile& file : regen.renamed) {
    document["renamed"].push_back({{"from", json_text(file.from)}, {"to", json_text(file.to)}});
  }
  document["moved"] = nullptr;
  if (regen.moved) {
    document["moved"] = {{"branch", json_text(regen.moved->name)},
                         {"from", json_id(regen.moved->from)},
                         {"to", json_id(regen.moved->to)}};
  }
  document["audit"] = json_audit(regen.audit);
  document["notes"] = json_texts(regen.notes);
  document["next"] = json_next(regen.next);
}

}  // namespace mlxpatch::ui
