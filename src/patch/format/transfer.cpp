#include "format/transfer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::patch {
namespace {

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

int base64_value(char digit) {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '+') return 62;
  return digit == '/' ? 63 : -1;
}

bool is_soft_break(std::string_view rest) { return rest == "=" || rest == "=\n" || rest == "=\r\n"; }

}  // namespace

std::string decode_quoted_printable(std::string_view line, Underscores underscores) {
  std::string bytes;
  for (std::size_t index = 0; index < line.size(); ++index) {
    if (line[index] == '_' && underscores == Underscores::are_blanks) {
      bytes += ' ';
      continue;
    }
    if (line[index] != '=') {
      bytes += line[index];
      continue;
    }
    if (is_soft_break(line.substr(index))) break;
    const int high = index + 2 < line.size() ? hex_value(line[index + 1]) : -1;
    const int low = index + 2 < line.size() ? hex_value(line[index + 2]) : -1;
    if (high < 0 || low < 0) {
      bytes += '=';
      continue;
    }
    bytes += static_cast<char>(high * 16 + low);
    index += 2;
  }
  return bytes;
}

bool Base64Decoder::decode(std::string_view digits, std::string& bytes) {
  for (const char digit : digits) {
    if (digit == '=' || digit == '\n' || digit == '\r' || digit == ' ' || digit == '\t') {
      // Padding ends a text; whatever follows starts a new one.
      if (digit == '=') m_count = 0;
      continue;
    }
    const int value = base64_value(digit);
    if (value < 0) return false;
    m_bits = ((m_bits << 6U) | static_cast<unsigned>(value)) & 0xffffffU;
    m_count += 6;
    if (m_count < 8) continue;
    m_count -= 8;
    bytes += static_cast<char>((m_bits >> m_count) & 0xffU);
  }
  return true;
}

}  // namespace mlxpatch::patch
