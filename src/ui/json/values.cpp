#include "json/values.hpp"

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::ui {

Json json_text(const std::string& text) { return is_valid_utf8(text) ? text : escape_control(text); }

Json json_id(const std::string& id) { return id.empty() ? Json(nullptr) : json_text(id); }

Json json_id(const std::optional<std::string>& id) { return json_id(id.value_or("")); }

Json json_texts(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(json_text(text));
  return array;
}

}  // namespace mlxpatch::ui
