#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mlxpatch::ui {

/// Keeps the keys in the order in which they were written, so that documents compare line by line.
using Json = nlohmann::ordered_json;

/// Text as JSON can hold it: bytes that are not UTF-8 are shown as \xNN.
Json json_text(const std::string& text);
/// Null where it is empty.
Json json_id(const std::string& id);
Json json_id(const std::optional<std::string>& id);
Json json_texts(const std::vector<std::string>& texts);

}  // namespace mlxpatch::ui
