#include "followed_upstream.hpp"

#include <string>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

}  // namespace

std::string serialize_followed_url(const std::string& url) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["url"] = json_text(url);
  return value.dump(1) + "\n";
}

std::string parse_followed_url(const std::string& text) {
  const std::string what = "the address that setup followed (followed.json in the checkout's .git/mlxpatch)";
  const Json value = parse_state(text, what, k_schema);
  return JsonFields(value, what, "").text("url");
}

}  // namespace mlxpatch::workspace
