#include <mlxpatch/workspace/autostash.hpp>

#include <string>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

}  // namespace

std::string serialize_autostash(const Autostash& autostash) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["list_before"] = json_oid(autostash.list_before);
  value["stash"] = json_oid(autostash.stash);
  return value.dump(1) + "\n";
}

Autostash parse_autostash(const std::string& text) {
  const std::string what = "the note of the autostash (set-aside.json in the checkout's .git/mlxpatch)";
  const Json value = parse_state(text, what, k_schema);
  const JsonFields fields(value, what, "");
  return {fields.oid("list_before"), fields.oid("stash")};
}

}  // namespace mlxpatch::workspace
