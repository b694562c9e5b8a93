#include "json/queue_edit.hpp"

#include <mlxpatch/report/queue_edit.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::QueueEdit& edit) {
  document["dry_run"] = edit.dry_run;
  document["patches"] = json_texts(edit.patches);
  document["target"] = edit.target.empty() ? Json() : json_text(edit.target);
  document["files"] = json_texts(edit.files);
  document["dependents"] = Json::array();
  for (const report::Dependent& dependent : edit.dependents) {
    document["dependents"].push_back({{"name", json_text(dependent.name)}, {"needs", json_texts(dependent.needs)}});
  }
  document["hunks"] = Json::array();
  for (const report::ListedHunk& hunk : edit.hunks) {
    document["hunks"].push_back({{"number", hunk.number},
                                 {"path", json_text(hunk.path)},
                                 {"text", json_text(hunk.text)},
                                 {"leaves", hunk.leaves}});
  }
  document["queue"] = Json::array();
  for (const report::PlacedPatch& patch : edit.queue) {
    document["queue"].push_back({{"index", patch.index},
                                 {"before", patch.before ? Json(*patch.before) : Json()},
                                 {"name", json_text(patch.name)},
                                 {"subject", json_text(patch.subject)},
                                 {"commit", json_id(patch.commit)}});
  }
  document["audit"] = json_audit(edit.audit);
  document["written"] = json_texts(edit.written);
  document["removed"] = json_texts(edit.removed);
  document["notes"] = json_texts(edit.notes);
  document["next"] = json_next(edit.next);
}

void put(Json& document, const report::EditedPatch& patch) {
  document["index"] = patch.index;
  document["patches"] = patch.patches;
  document["name"] = json_text(patch.name);
  document["subject"] = json_text(patch.subject);
  document["directory"] = json_text(patch.directory);
  document["next"] = json_next(patch.next);
}

}  // namespace mlxpatch::ui
