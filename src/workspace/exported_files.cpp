#include "exported_files.hpp"

#include <map>
#include <string>
#include <utility>

#include <mlxpatch/git/oid.hpp>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

}  // namespace

std::string serialize_exported_files(const std::map<std::string, git::Oid>& files) {
  Json list = Json::array();
  for (const auto& [path, blob] : files) {
    Json file = Json::object();
    file["path"] = json_text(path);
    file["blob"] = json_oid(blob);
    list.push_back(std::move(file));
  }
  Json value = Json::object();
  value["schema"] = k_schema;
  value["files"] = std::move(list);
  return value.dump(1) + "\n";
}

std::map<std::string, git::Oid> parse_exported_files(const std::string& text) {
  const std::string what = "the list of exported files (exports.json in the checkout's .git/mlxpatch)";
  const Json value = parse_state(text, what, k_schema);
  std::map<std::string, git::Oid> files;
  for (const JsonFields& file : JsonFields(value, what, "").objects("files")) {
    files.emplace(file.text("path"), file.oid("blob"));
  }
  return files;
}

}  // namespace mlxpatch::workspace
