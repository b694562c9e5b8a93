#include "columns.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <utf8proc.h>

namespace mlxpatch::ui {

namespace {

struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

/// The first character of a text that is not empty. A byte that is no UTF-8 counts as one column.
Character first_of(std::string_view text) {
  utf8proc_int32_t point = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (used <= 0) return {};
  return {static_cast<std::size_t>(used), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)))};
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = first_of(text);
    columns += character.columns;
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string_view cut_to_columns(std::string_view text, std::size_t most) {
  std::size_t columns = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Character character = first_of(text.substr(bytes));
    columns += character.columns;
    if (columns > most) break;
    bytes += character.bytes;
  }
  return text.substr(0, bytes);
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string result(text);
  const std::size_t used = columns_of(text);
  if (used < columns) result.append(columns - used, ' ');
  return result;
}

}  // namespace mlxpatch::ui
