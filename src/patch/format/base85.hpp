#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// How many bytes a line of a git binary patch holds at most.
inline constexpr std::size_t k_binary_line_bytes = 52;

/// Encodes in git's base 85 (the alphabet of RFC 1924): five digits per four bytes, the last group padded with zeros.
std::string encode_base85(std::string_view bytes);

/// Decodes digits into `size` bytes. Returns std::nullopt if their number or values are wrong.
std::optional<std::string> decode_base85(std::string_view digits, std::size_t size);

}  // namespace mlxpatch::patch
