#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

/// An incremental SHA-1 (FIPS 180-4, section 6.1), which libgit2 does not offer; for the trailers of packs and indexes.
class Sha1 {
 public:
  void update(std::string_view bytes);
  /// The digest of all bytes; call it once.
  Oid finish();

 private:
  void process(const unsigned char* block);

  std::array<std::uint32_t, 5> m_state{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U, 0xc3d2e1f0U};
  std::array<unsigned char, 64> m_buffer{};
  std::size_t m_buffered = 0;
  std::uint64_t m_length = 0;
};

}  // namespace mlxpatch::git
