#include "json/queue_diff.hpp"

#include <optional>
#include <string>

#include <mlxpatch/report/queue_diff.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

using report::PatchDiff;

Json json_side(const report::QueueSide& side) {
  return {{"what", name_of(side.kind)},
          {"name", json_text(side.name)},
          {"commit", json_id(side.commit)},
          {"patches", side.patches}};
}

Json json_place_of(const std::optional<PatchDiff::Place>& place) {
  if (!place) return nullptr;
  return {{"index", place->index},
          {"name", json_text(place->name)},
          {"subject", json_text(place->subject)},
          {"commit", json_id(place->commit)}};
}

Json json_file(const report::FileDiff& file) {
  return {{"path", json_text(file.path)},         {"state", name_of(file.state)},
          {"other_action", file.is_other_action}, {"hunks_changed", file.hunks_changed},
          {"hunks_added", file.hunks_added},      {"hunks_removed", file.hunks_removed}};
}

Json json_patch_diff(const PatchDiff& patch) {
  const bool is_pair = patch.before && patch.after;
  Json json = {{"state", name_of(patch.state)},
               {"moved", patch.is_moved},
               {"paired_by", is_pair ? Json(name_of(patch.paired_by)) : Json(nullptr)},
               {"before", json_place_of(patch.before)},
               {"after", json_place_of(patch.after)},
               {"message_changed", patch.has_other_message},
               {"author_changed", patch.has_other_author}};
  json["files"] = Json::array();
  for (const report::FileDiff& file : patch.files) json["files"].push_back(json_file(file));
  json["diff"] = patch.text.empty() ? Json(nullptr) : json_text(patch.text);
  return json;
}

Json json_counts(const report::QueueDiff& diff) {
  Json counts = {{"unchanged", 0}, {"changed", 0}, {"left", 0}, {"new", 0}, {"moved", 0}};
  for (const PatchDiff& patch : diff.patches) {
    Json& count = counts[std::string(name_of(patch.state))];
    count = count.get<int>() + 1;
    if (patch.is_moved) counts["moved"] = counts["moved"].get<int>() + 1;
  }
  return counts;
}

}  // namespace

void put(Json& document, const report::QueueDiff& diff) {
  document["before"] = json_side(diff.before);
  document["after"] = json_side(diff.after);
  document["counts"] = json_counts(diff);
  document["patches"] = Json::array();
  for (const PatchDiff& patch : diff.patches) document["patches"].push_back(json_patch_diff(patch));
  document["notes"] = json_texts(diff.notes);
  document["next"] = json_next(diff.next);
}

}  // namespace mlxpatch::ui
