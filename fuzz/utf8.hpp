#pragma once

#include <cstddef>
#include <string_view>

namespace mlxpatch::fuzz {

/// Whether a text is UTF-8, by the table of well-formed byte sequences in the Unicode standard (3.9) and so by other
/// means than the product decides it.
inline bool is_utf8(std::string_view text) {
  const auto is_in = [&](std::size_t index, unsigned char first, unsigned char last) {
    return index < text.size() && static_cast<unsigned char>(text[index]) >= first &&
           static_cast<unsigned char>(text[index]) <= last;
  };
  constexpr unsigned char k_first = 0x80;
  constexpr unsigned char k_last = 0xBF;
  while (!text.empty()) {
    std::size_t length = 0;
    if (is_in(0, 0x00, 0x7F)) {
      length = 1;
    } else if (is_in(0, 0xC2, 0xDF)) {
      length = is_in(1, k_first, k_last) ? 2 : 0;
    } else if (is_in(0, 0xE0, 0xEF)) {
      const bool is_second = is_in(1, is_in(0, 0xE0, 0xE0) ? 0xA0 : k_first, is_in(0, 0xED, 0xED) ? 0x9F : k_last);
      length = is_second && is_in(2, k_first, k_last) ? 3 : 0;
    } else if (is_in(0, 0xF0, 0xF4)) {
      const bool is_second = is_in(1, is_in(0, 0xF0, 0xF0) ? 0x90 : k_first, is_in(0, 0xF4, 0xF4) ? 0x8F : k_last);
      length = is_second && is_in(2, k_first, k_last) && is_in(3, k_first, k_last) ? 4 : 0;
    }
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace mlxpatch::fuzz
