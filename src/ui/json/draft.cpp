#include "json/draft.hpp"

#include <utility>

#include <mlxpatch/report/draft.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

Json json_draft(const report::ConflictDraft& draft) {
  return {{"number", draft.number},
          {"kind", name_of(draft.kind)},
          {"right", draft.record.right},
          {"of", draft.record.of},
          {"other_path", json_id(draft.other_path)},
          {"text", json_text(draft.text)},
          {"diff", json_text(draft.diff)}};
}

}  // namespace

void put(Json& document, const report::Drafts& drafts) {
  document["operation"] = name_of(drafts.operation);
  document["taken"] = nullptr;
  if (drafts.taken) document["taken"] = *drafts.taken;
  document["written"] = json_texts(drafts.written);
  document["regions"] = Json::array();
  for (const report::ConflictRegion& region : drafts.regions) {
    Json added = {{"number", region.number}, {"path", json_text(region.path)}, {"line", nullptr}};
    if (region.line != 0) added["line"] = region.line;
    added["drafts"] = Json::array();
    for (const report::ConflictDraft& draft : region.drafts) added["drafts"].push_back(json_draft(draft));
    document["regions"].push_back(std::move(added));
  }
  document["next"] = json_next(drafts.next);
}

}  // namespace mlxpatch::ui
