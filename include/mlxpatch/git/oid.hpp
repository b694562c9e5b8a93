#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::git {

/// A git object's SHA-1 id. All zeros means "no object", as in git's own formats.
struct Oid {
  std::array<std::uint8_t, 20> bytes{};

  bool is_zero() const { return *this == Oid{}; }
  explicit operator bool() const { return !is_zero(); }
  /// 40 lower-case hexadecimal digits.
  std::string hex() const;
  /// The first `digits` of hex(), for people.
  std::string short_hex(std::size_t digits = 8) const;
  /// Reads exactly 40 hexadecimal digits, in either case; std::nullopt for anything else.
  static std::optional<Oid> from_hex(std::string_view hex);

  friend bool operator==(const Oid&, const Oid&) = default;
  /// By memcmp: the standard library of Xcode 15 has no <=> for std::array, so a defaulted one would be deleted.
  friend std::strong_ordering operator<=>(const Oid& a, const Oid& b) {
    return std::memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) <=> 0;
  }
};

struct OidHash {
  std::size_t operator()(const Oid& oid) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, oid.bytes.data(), sizeof value);
    return value;
  }
};

}  // namespace mlxpatch::git
