#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// The bytes that one line of a git binary patch holds at most.
inline constexpr std::size_t k_binary_line_bytes = 52;

/// Git's base 85 (the alphabet of RFC 1924): five digits for each four bytes, the last group filled up with zeros.
std::string encode_base85(std::string_view bytes);

/// The first `size` bytes which the digits stand for; nothing where their number or their values are wrong.
std::optional<std::string> decode_base85(std::string_view digits, std::size_t size);

}  // namespace mlxpatch::patch
