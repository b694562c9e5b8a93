#include <mlxpatch/git/sha1.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

namespace {

std::uint32_t load_big_endian(const unsigned char* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
         std::uint32_t{bytes[3]};
}

}  // namespace

void Sha1::process(const unsigned char* block) {
  std::array<std::uint32_t, 80> words;
  for (std::size_t i = 0; i < 16; ++i) words[i] = load_big_endian(block + 4 * i);
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = m_state;
  const auto round = [&](std::uint32_t mixed, std::uint32_t constant, std::uint32_t word) {
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + constant + word;
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  };
  for (std::size_t i = 0; i < 20; ++i) round((b & c) | (~b & d), 0x5a827999U, words[i]);
  for (std::size_t i = 20; i < 40; ++i) round(b ^ c ^ d, 0x6ed9eba1U, words[i]);
  for (std::size_t i = 40; i < 60; ++i) round((b & c) | (b & d) | (c & d), 0x8f1bbcdcU, words[i]);
  for (std::size_t i = 60; i < 80; ++i) round(b ^ c ^ d, 0xca62c1d6U, words[i]);
  m_state[0] += a;
  m_state[1] += b;
  m_state[2] += c;
  m_state[3] += d;
  m_state[4] += e;
}

void Sha1::update(std::string_view bytes) {
  m_length += bytes.size();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = bytes.size();
  if (m_buffered > 0) {
    const std::size_t taken = std::min(size, m_buffer.size() - m_buffered);
    std::memcpy(m_buffer.data() + m_buffered, data, taken);
    m_buffered += taken;
    data += taken;
    size -= taken;
    if (m_buffered < m_buffer.size()) return;
    process(m_buffer.data());
    m_buffered = 0;
  }
  for (; size >= m_buffer.size(); data += m_buffer.size(), size -= m_buffer.size()) process(data);
  if (size > 0) std::memcpy(m_buffer.data(), data, size);
  m_buffered = size;
}

Oid Sha1::finish() {
  const std::uint64_t bits = m_length * 8;
  std::array<char, 72> padding{};
  padding[0] = '\x80';
  const std::size_t fill = (m_buffered < 56 ? 56 : 120) - m_buffered;
  for (std::size_t i = 0; i < 8; ++i) padding[fill + i] = static_cast<char>((bits >> (56 - 8 * i)) & 0xffU);
  update(std::string_view(padding.data(), fill + 8));
  Oid oid;
  for (std::size_t i = 0; i < 20; ++i) {
    oid.bytes[i] = static_cast<std::uint8_t>((m_state[i / 4] >> (24 - 8 * (i % 4))) & 0xffU);
  }
  return oid;
}

}  // namespace mlxpatch::git
