#include <mlxpatch/base/quoting.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mlxpatch {
namespace {

constexpr std::array<std::pair<char, char>, 9> k_escapes{{{'a', '\a'},
                                                          {'b', '\b'},
                                                          {'t', '\t'},
                                                          {'n', '\n'},
                                                          {'v', '\v'},
                                                          {'f', '\f'},
                                                          {'r', '\r'},
                                                          {'"', '"'},
                                                          {'\\', '\\'}}};

bool needs_quoting(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte >= 0x7f || character == '"' || character == '\\';
}

void append_escaped(std::string& out, char character) {
  out += '\\';
  for (const auto& [letter, meaning] : k_escapes) {
    if (meaning == character) {
      out += letter;
      return;
    }
  }
  const auto byte = static_cast<unsigned char>(character);
  out += static_cast<char>('0' + (byte >> 6U));
  out += static_cast<char>('0' + ((byte >> 3U) & 7U));
  out += static_cast<char>('0' + (byte & 7U));
}

/// Three octal digits, as many as git writes; the first is at most 3.
std::optional<char> consume_octal(std::string_view& text) {
  if (text.size() < 3 || text[0] > '3') return std::nullopt;
  unsigned value = 0;
  for (const char digit : text.substr(0, 3)) {
    if (digit < '0' || digit > '7') return std::nullopt;
    value = value * 8 + static_cast<unsigned>(digit - '0');
  }
  text.remove_prefix(3);
  return static_cast<char>(value);
}

std::optional<char> consume_escape(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  for (const auto& [letter, meaning] : k_escapes) {
    if (letter == text.front()) {
      text.remove_prefix(1);
      return meaning;
    }
  }
  return consume_octal(text);
}

}  // namespace

std::string quote_path(std::string_view path) {
  bool quote = false;
  std::string escaped;
  for (const char character : path) {
    if (needs_quoting(character)) {
      quote = true;
      append_escaped(escaped, character);
    } else {
      escaped += character;
    }
  }
  return quote ? "\"" + escaped + "\"" : escaped;
}

std::optional<std::string> consume_quoted_path(std::string_view& text) {
  text.remove_prefix(1);
  std::string path;
  while (!text.empty()) {
    const char character = text.front();
    text.remove_prefix(1);
    if (character == '"') return path;
    if (character != '\\') {
      path += character;
      continue;
    }
    const std::optional<char> meant = consume_escape(text);
    if (!meant) return std::nullopt;
    path += *meant;
  }
  return std::nullopt;
}

}  // namespace mlxpatch
