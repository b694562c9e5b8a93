#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::fuzz {

/// The bytes that libFuzzer made, as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Checks what a target promises. Aborts if it does not hold, so that libFuzzer keeps the input.
inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

/// What `read` reads of a text; std::nullopt if it refuses it.
template <typename Read>
auto read_or_refuse(Read read, const std::string& text) -> std::optional<decltype(read(text))> {
  try {
    return read(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Requires that what was written of a value reads as the same, and that it is refused once it is cut off. `read` gives
/// std::nullopt for what it refuses.
template <typename Value, typename Read>
void require_kept(const Value& value, const std::string& written, Read read) {
  require(read(written) == value, "what is written reads as the same");
  for (const std::size_t length : {std::size_t{0}, written.size() / 2, written.size() - 2}) {
    require(!read(written.substr(0, length)), "what was cut off is refused");
  }
}

}  // namespace mlxpatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
