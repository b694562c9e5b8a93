#include "format/mail_header.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/encoded_word.hpp"
#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

bool continues_field(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

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

/// Reads a display name: removes quotation marks and the backslashes within them, decodes encoded words.
std::string read_display_name(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('"')) return decode_words(text);
  std::string name = consume_word(text, "");
  const std::string_view rest = trim(text);
  if (!rest.empty()) name += " " + std::string(rest);
  return decode_words(name);
}

/// An address as valid UTF-8, even if its encoded words are not: the writer does not encode addresses, so other bytes
/// would not survive being written and read again.
std::string read_address(std::string_view text) { return utf8_by_guess(decode_words(trim(text))); }

bool fits_signature(std::string_view text) {
  for (const char character : text) {
    const bool is_control = static_cast<unsigned char>(character) < 0x20 && character != '\t';
    if (is_control || character == '<' || character == '>') return false;
  }
  return true;
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
    if (line.empty()) {
      cursor.advance();
      break;
    }
    if (continues_field(line) && !header.fields.empty()) {
      std::string& value = header.fields.back().value;
      value.resize(trim_end(value).size());
      value += ' ';
      value += line.substr(1);
      continue;
    }
    const std::size_t length = field_name_length(line);
    if (length == 0) cursor.refuse("expected a mail header like \"Subject: words\"; found " + shown(line));
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

std::optional<git::Signature> read_mailbox(std::string_view text) {
  text = trim(text);
  git::Signature signature;
  const std::size_t close = text.rfind('>');
  const std::size_t open = text.rfind('<');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
    signature.name = read_display_name(text.substr(0, open));
    signature.email = read_address(text.substr(open + 1, close - open - 1));
  } else if (text.find('@') != std::string_view::npos) {
    const std::size_t comment = std::min(text.find('('), text.size());
    signature.email = read_address(text.substr(0, comment));
    std::string_view name = text.substr(comment);
    if (consume(name, "(") && name.ends_with(')')) name.remove_suffix(1);
    signature.name = name.empty() ? signature.email : decode_words(name);
    if (signature.email.find(' ') != std::string::npos) return std::nullopt;
  } else {
    return std::nullopt;
  }
  if (!fits_signature(signature.name) || !fits_signature(signature.email)) return std::nullopt;
  return signature;
}

}  // namespace mlxpatch::patch
