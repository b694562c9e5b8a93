#include "format/base85.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
constexpr std::uint8_t k_no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(k_no_digit);
  for (std::size_t index = 0; index < k_digits.size(); ++index) {
    values[static_cast<unsigned char>(k_digits[index])] = static_cast<std::uint8_t>(index);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> k_values = make_values();

}  // namespace

std::string encode_base85(std::string_view bytes) {
  std::string digits;
  digits.reserve((bytes.size() + 3) / 4 * 5);
  for (std::size_t start = 0; start < bytes.size(); start += 4) {
    std::uint32_t word = 0;
    for (std::size_t index = start; index < start + 4; ++index) {
      const unsigned byte = index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
      word = (word << 8U) | byte;
    }
    std::array<char, 5> group{};
    for (std::size_t place = group.size(); place-- > 0;) {
      group[place] = k_digits[word % 85];
      word /= 85;
    }
    digits.append(group.data(), group.size());
  }
  return digits;
}

std::optional<std::string> decode_base85(std::string_view digits, std::size_t size) {
  if (digits.size() != (size + 3) / 4 * 5) return std::nullopt;
  std::string bytes;
  bytes.reserve(size + 3);
  for (std::size_t start = 0; start < digits.size(); start += 5) {
    std::uint64_t word = 0;
    for (const char digit : digits.substr(start, 5)) {
      const std::uint8_t value = k_values[static_cast<unsigned char>(digit)];
      if (value == k_no_digit) return std::nullopt;
      word = word * 85 + value;
    }
    if (word > 0xffffffffU) return std::nullopt;
    for (unsigned shift = 32; shift > 0; shift -= 8) bytes += static_cast<char>((word >> (shift - 8)) & 0xffU);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace mlxpatch::patch
