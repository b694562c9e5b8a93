#include "format/lines.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::patch {

std::string_view Line::content() const {
  std::string_view content = text;
  if (content.ends_with('\n')) content.remove_suffix(1);
  if (content.ends_with('\r')) content.remove_suffix(1);
  return content;
}

std::string_view Cursor::peek(std::size_t ahead) const {
  return m_index + ahead < m_lines->size() ? (*m_lines)[m_index + ahead].content() : std::string_view{};
}

std::size_t Cursor::number() const {
  if (!at_end()) return line().number;
  return m_lines->empty() ? 1 : m_lines->back().number;
}

void Cursor::refuse(const std::string& what_is_wrong) const { refuse_patch(m_name, number(), what_is_wrong); }

void Cursor::refuse_at(std::size_t line_number, const std::string& what_is_wrong) const {
  refuse_patch(m_name, line_number, what_is_wrong);
}

void refuse_patch(std::string_view name, std::size_t line_number, const std::string& what_is_wrong) {
  const std::string shown_name = escape_control(name);
  Error error(what_is_wrong);
  error.doing("reading the patch " + shown_name);
  error.at(shown_name + ":" + std::to_string(line_number));
  throw error;
}

std::string shown(std::string_view text) {
  constexpr std::size_t k_most = 80;
  const bool cut = text.size() > k_most;
  const std::string text_shown = escape_control(cut ? text.substr(0, k_most) : text);
  return "\"" + text_shown + (cut ? "...\"" : "\"");
}

bool consume_number(std::string_view& text, std::size_t& value) {
  constexpr std::size_t k_most = 0x7fffffff;
  std::size_t length = 0;
  std::size_t number = 0;
  while (length < text.size() && text[length] >= '0' && text[length] <= '9') {
    number = number * 10 + static_cast<std::size_t>(text[length] - '0');
    if (number > k_most) return false;
    ++length;
  }
  if (length == 0) return false;
  text.remove_prefix(length);
  value = number;
  return true;
}

}  // namespace mlxpatch::patch
