#include <mlxpatch/workspace/export_record.hpp>

#include <string>
#include <utility>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

}  // namespace

std::string serialize_export_record(const ExportRecord& record) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["list"] = json_text(record.list);
  value["patches"] = Json::array();
  for (const ExportRecord::Patch& patch : record.patches) {
    Json item = Json::object();
    item["commit"] = json_oid(patch.commit);
    item["name"] = json_text(patch.name);
    value["patches"].push_back(std::move(item));
  }
  value["left"] = Json::array();
  for (const ExportRecord::Left& left : record.left) {
    Json item = Json::object();
    item["name"] = json_text(left.name);
    item["why"] = json_text(left.why);
    item["by"] = json_text(left.by);
    value["left"].push_back(std::move(item));
  }
  value["resolved"] = json_texts(record.resolved);
  return value.dump(1) + "\n";
}

ExportRecord parse_export_record(const std::string& text) {
  const std::string what = "the record of the exported patch files (refs/mlxpatch/names in the checkout)";
  const Json value = parse_state(text, what, k_schema);
  const JsonFields fields(value, what, "");
  ExportRecord record;
  record.list = fields.text("list");
  for (const JsonFields& item : fields.objects("patches")) {
    record.patches.push_back({item.oid("commit"), item.text("name")});
  }
  for (const JsonFields& item : fields.objects("left")) {
    record.left.push_back({item.text("name"), item.text("why"), item.text("by")});
  }
  if (fields.has("resolved")) record.resolved = fields.texts("resolved");
  return record;
}

}  // namespace mlxpatch::workspace
