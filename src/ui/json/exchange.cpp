#include "json/exchange.hpp"

#include <mlxpatch/report/exchange.hpp>

#include "json/parts.hpp"
#include "json/values.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Import& import_result) {
  document["branch"] = json_id(import_result.branch);
  document["tip"] = json_id(import_result.tip);
  document["patches"] = patches_of(import_result.patches);
  document["left_out"] = json_left_out(import_result.left_out);
  document["audit"] = json_audit(import_result.audit);
  document["written"] = json_texts(import_result.written);
  document["notes"] = json_texts(import_result.notes);
  document["next"] = json_next(import_result.next);
}

void put(Json& document, const report::Export& export_result) {
  document["as"] = name_of(export_result.form);
  document["output"] = json_text(export_result.output);
  document["written"] = json_texts(export_result.written);
  document["removed"] = json_texts(export_result.removed);
}

}  // namespace mlxpatch::ui
