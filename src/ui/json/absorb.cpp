#include "json/absorb.hpp"

#include <mlxpatch/report/absorb.hpp>

#include "json/queue_edit.hpp"
#include "json/values.hpp"

namespace mlxpatch::ui {

namespace {

const char* name_of(report::HunkKind kind) {
  switch (kind) {
    case report::HunkKind::lines:
      return "lines";
    case report::HunkKind::mode:
      return "mode";
    case report::HunkKind::content:
      return "content";
    case report::HunkKind::added:
      return "added";
    case report::HunkKind::removed:
      return "removed";
    case report::HunkKind::type:
      break;
  }
  return "type";
}

const char* name_of(report::HunkStays stays) {
  switch (stays) {
    case report::HunkStays::no_patch:
      return "no patch";
    case report::HunkStays::upstream_lines:
      return "upstream lines";
    case report::HunkStays::between:
      return "between";
    case report::HunkStays::several:
      return "several";
    case report::HunkStays::would_empty:
      break;
  }
  return "would empty";
}

Json json_hunk(const report::AbsorbedHunk& hunk) {
  const bool has_lines = hunk.kind == report::HunkKind::lines;
  return {{"path", json_text(hunk.path)},
          {"kind", name_of(hunk.kind)},
          {"line", has_lines ? Json(hunk.line) : Json()},
          {"removed", has_lines ? Json(hunk.removed) : Json()},
          {"added", has_lines ? Json(hunk.added) : Json()},
          {"patch", json_id(hunk.patch)},
          {"stays", hunk.patch.empty() ? Json(name_of(hunk.stays)) : Json()},
          {"candidates", json_texts(hunk.candidates)}};
}

}  // namespace

void put(Json& document, const report::Absorb& absorb) {
  put(document, absorb.edit);
  document["hunks"] = Json::array();
  for (const report::AbsorbedHunk& hunk : absorb.hunks) document["hunks"].push_back(json_hunk(hunk));
}

}  // namespace mlxpatch::ui
