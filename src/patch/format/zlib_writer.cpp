#include "format/zlib_writer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::patch {
namespace {

constexpr std::size_t k_window = 32768;
constexpr std::size_t k_shortest_match = 3;
constexpr std::size_t k_longest_match = 258;
constexpr int k_most_candidates = 48;
constexpr std::size_t k_nowhere = ~std::size_t{0};
constexpr unsigned k_end_of_block = 256;

/// RFC 1951, section 3.2.5: the first length or distance of each code, and how many extra bits hold the excess.
struct Code {
  std::uint16_t first;
  std::uint8_t extra_bits;
};
constexpr std::array<Code, 29> k_lengths{{{3, 0},   {4, 0},   {5, 0},   {6, 0},   {7, 0},  {8, 0},  {9, 0},  {10, 0},
                                          {11, 1},  {13, 1},  {15, 1},  {17, 1},  {19, 2}, {23, 2}, {27, 2}, {31, 2},
                                          {35, 3},  {43, 3},  {51, 3},  {59, 3},  {67, 4}, {83, 4}, {99, 4}, {115, 4},
                                          {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}}};
constexpr std::array<Code, 30> k_distances{{{1, 0},     {2, 0},     {3, 0},     {4, 0},      {5, 1},      {7, 1},
                                            {9, 2},     {13, 2},    {17, 3},    {25, 3},     {33, 4},     {49, 4},
                                            {65, 5},    {97, 5},    {129, 6},   {193, 6},    {257, 7},    {385, 7},
                                            {513, 8},   {769, 8},   {1025, 9},  {1537, 9},   {2049, 10},  {3073, 10},
                                            {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}}};

template <std::size_t count>
unsigned code_of(const std::array<Code, count>& codes, std::size_t value) {
  const auto above = std::upper_bound(codes.begin(), codes.end(), value,
                                      [](std::size_t sought, const Code& code) { return sought < code.first; });
  return static_cast<unsigned>(above - codes.begin()) - 1;
}

class BitWriter {
 public:
  explicit BitWriter(std::string& out) : m_out(out) {}

  void put(unsigned value, unsigned bits) {
    m_held |= static_cast<std::uint64_t>(value) << m_count;
    m_count += bits;
    for (; m_count >= 8; m_count -= 8, m_held >>= 8U) m_out += static_cast<char>(m_held & 0xffU);
  }

  /// Huffman codes are written from the highest bit down.
  void put_code(unsigned code, unsigned bits) {
    unsigned turned = 0;
    for (unsigned bit = 0; bit < bits; ++bit) turned |= ((code >> bit) & 1U) << (bits - 1 - bit);
    put(turned, bits);
  }

  void fill_byte() {
    if (m_count > 0) put(0, 8 - m_count);
  }

 private:
  std::string& m_out;
  std::uint64_t m_held = 0;
  unsigned m_count = 0;
};

/// One block with the fixed codes of RFC 1951, section 3.2.6.
class FixedBlock {
 public:
  FixedBlock(std::string_view bytes, std::string& out)
      : m_bytes(bytes), m_bits(out), m_heads(k_window, k_nowhere), m_previous(k_window, k_nowhere) {}

  void write() {
    m_bits.put(1, 1);  // the last block
    m_bits.put(1, 2);  // with fixed codes
    std::size_t place = 0;
    while (place < m_bytes.size()) {
      const Match match = longest_match(place);
      const std::size_t length = match.length >= k_shortest_match ? match.length : 1;
      if (length == 1) {
        put_symbol(static_cast<unsigned char>(m_bytes[place]));
      } else {
        put_match(match);
      }
      for (std::size_t end = place + length; place < end; ++place) remember(place);
    }
    put_symbol(k_end_of_block);
    m_bits.fill_byte();
  }

 private:
  struct Match {
    std::size_t length = 0;
    std::size_t distance = 0;
  };

  std::size_t hash_at(std::size_t place) const {
    const auto byte = [&](std::size_t offset) {
      return std::uint32_t{static_cast<unsigned char>(m_bytes[place + offset])};
    };
    return (((byte(0) << 16U) | (byte(1) << 8U) | byte(2)) * 2654435761U >> 17U) % k_window;
  }

  void remember(std::size_t place) {
    if (place + k_shortest_match > m_bytes.size()) return;
    std::size_t& head = m_heads[hash_at(place)];
    m_previous[place % k_window] = head;
    head = place;
  }

  Match longest_match(std::size_t place) const {
    Match best;
    if (place + k_shortest_match > m_bytes.size()) return best;
    const std::size_t most = std::min(k_longest_match, m_bytes.size() - place);
    std::size_t candidate = m_heads[hash_at(place)];
    for (int tries = 0; tries < k_most_candidates && candidate != k_nowhere; ++tries) {
      if (candidate + k_window <= place) break;
      std::size_t length = 0;
      while (length < most && m_bytes[candidate + length] == m_bytes[place + length]) ++length;
      if (length > best.length) best = {length, place - candidate};
      if (length == most) break;
      const std::size_t next = m_previous[candidate % k_window];
      if (next == k_nowhere || next >= candidate) break;
      candidate = next;
    }
    return best;
  }

  void put_symbol(unsigned symbol) {
    if (symbol < 144) {
      m_bits.put_code(0x30 + symbol, 8);
    } else if (symbol < 256) {
      m_bits.put_code(0x190 + symbol - 144, 9);
    } else if (symbol < 280) {
      m_bits.put_code(symbol - 256, 7);
    } else {
      m_bits.put_code(0xc0 + symbol - 280, 8);
    }
  }

  void put_match(const Match& match) {
    const unsigned length_code = code_of(k_lengths, match.length);
    put_symbol(k_end_of_block + 1 + length_code);
    m_bits.put(static_cast<unsigned>(match.length - k_lengths[length_code].first), k_lengths[length_code].extra_bits);
    const unsigned distance_code = code_of(k_distances, match.distance);
    m_bits.put_code(distance_code, 5);
    m_bits.put(static_cast<unsigned>(match.distance - k_distances[distance_code].first),
               k_distances[distance_code].extra_bits);
  }

  std::string_view m_bytes;
  BitWriter m_bits;
  std::vector<std::size_t> m_heads;
  std::vector<std::size_t> m_previous;
};

void append_little_endian(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xffU);
  out += static_cast<char>((value >> 8U) & 0xffU);
}

/// For bytes that compression does not make smaller.
void write_stored(std::string_view bytes, std::string& out) {
  constexpr std::size_t k_most = 0xffff;
  do {
    const std::string_view block = bytes.substr(0, k_most);
    bytes.remove_prefix(block.size());
    out += static_cast<char>(bytes.empty() ? 1 : 0);
    append_little_endian(out, block.size());
    append_little_endian(out, ~block.size());
    out += block;
  } while (!bytes.empty());
}

std::uint32_t adler32(std::string_view bytes) {
  constexpr std::uint32_t k_modulus = 65521;
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const char character : bytes) {
    low = (low + static_cast<unsigned char>(character)) % k_modulus;
    high = (high + low) % k_modulus;
  }
  return (high << 16U) | low;
}

}  // namespace

std::string write_zlib(std::string_view bytes) {
  std::string compressed;
  FixedBlock(bytes, compressed).write();
  std::string stream{"\x78\x9c"};  // deflate with a window of 32 KiB
  if (compressed.size() < bytes.size() || bytes.empty()) {
    stream += compressed;
  } else {
    write_stored(bytes, stream);
  }
  const std::uint32_t sum = adler32(bytes);
  for (unsigned shift = 32; shift > 0; shift -= 8) stream += static_cast<char>((sum >> (shift - 8)) & 0xffU);
  return stream;
}

}  // namespace mlxpatch::patch
