#include "format/mail_header.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/base/text.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

bool continues_field(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

/// "From " lines at the top of a header: those of mailboxes that the mail has been through.
bool is_mbox_line(std::string_view line) { return line.starts_with("From ") || line.starts_with(">From "); }

/// Whether the header goes on after a line of blanks, which is then an empty continuation; an empty line always ends
/// it.
bool goes_on(const Cursor& cursor) {
  constexpr std::array<std::string_view, 6> k_names{
      "from:", "date:", "subject:", "mime-version:", "content-type:", "content-transfer-encoding:"};
  if (cursor.peek().empty()) return false;
  const std::string next = to_lower(cursor.peek(1));
  if (continues_field(next) && !trim(next).empty()) return true;
  return std::any_of(k_names.begin(), k_names.end(), [&](std::string_view name) { return next.starts_with(name); });
}

/// Consumes a quoted string, without its quotation marks and backslashes, or the word up to a character in `ends`.
std::string consume_word(std::string_view& text, std::string_view ends) {
  std::string word;
  if (!consume(text, "\"")) {
    const std::size_t end = std::min(text.find_first_of(ends), text.size());
    word = trim(text.substr(0, end));
    text.remove_prefix(end);
    return word;
  }
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    word += text.front();
    text.remove_prefix(1);
  }
  consume(text, "\"");
  return word;
}

}  // namespace

const HeaderField* Header::find(std::string_view name) const {
  for (const HeaderField& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::size_t field_name_length(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  for (const char character : line.substr(0, colon)) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte <= 0x20 || byte >= 0x7f) return 0;
  }
  return colon;
}

Header read_header(Cursor& cursor) {
  Header header;
  for (; !cursor.at_end(); cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (trim(line).empty() && !goes_on(cursor)) {
      cursor.advance();
      break;
    }
    if (trim(line).empty() || (header.fields.empty() && is_mbox_line(line))) continue;
    if (continues_field(line) && !header.fields.empty()) {
      std::string& value = header.fields.back().value;
      value.resize(trim_end(value).size());
      value += ' ';
      value += line.substr(line.find_first_not_of(" \t"));
      continue;
    }
    const std::size_t length = field_name_length(line);
    if (length == 0 || starts_diff(cursor)) break;
    header.fields.push_back({to_lower(line.substr(0, length)), std::string(line.substr(length + 1)), cursor.number()});
  }
  return header;
}

std::string StructuredValue::parameter(std::string_view name) const {
  for (const Parameter& candidate : parameters) {
    if (candidate.name == name) return candidate.value;
  }
  return {};
}

StructuredValue read_structured(std::string_view text) {
  StructuredValue read;
  const std::size_t end = std::min(text.find(';'), text.size());
  read.value = to_lower(trim(text.substr(0, end)));
  text.remove_prefix(end);
  while (consume(text, ";")) {
    text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
    const std::size_t name_end = std::min(text.find_first_of("=;"), text.size());
    StructuredValue::Parameter parameter;
    parameter.name = to_lower(trim(text.substr(0, name_end)));
    text.remove_prefix(name_end);
    if (consume(text, "=")) parameter.value = consume_word(text, ";");
    text.remove_prefix(std::min(text.find(';'), text.size()));
    read.parameters.push_back(std::move(parameter));
  }
  return read;
}

}  // namespace mlxpatch::patch
