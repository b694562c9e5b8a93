#include <mlxpatch/diff/similarity.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <mlxpatch/diff/unified_diff.hpp>

namespace mlxpatch::diff {
namespace {

/// Git counts a file by pieces: lines, with longer ones cut into pieces of this many bytes.
constexpr std::uint32_t k_longest_piece = 64;

/// Git's hash of a piece: 64 bits in two halves, rotated by 7 before each byte. It has so few values that large files
/// look more alike than they are; but what is a rename for git has to be one here.
class PieceHash {
 public:
  void add(unsigned char byte) {
    const std::uint32_t high = (m_high << 7U) | (m_low >> 25U);
    m_low = (m_low << 7U) | (m_high >> 25U);
    m_high = high + byte;
  }
  std::uint32_t value() const { return (m_high + m_low * 97U) % 107'927U; }

 private:
  std::uint32_t m_high = 0;
  std::uint32_t m_low = 0;
};

/// The pieces of a file by hash, each hash once. In a text the CR of a CRLF is ignored.
std::vector<PieceCounts::Piece> count_pieces(std::string_view bytes) {
  const bool text = !is_binary(bytes);
  std::vector<PieceCounts::Piece> pieces;
  PieceHash hash;
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (text && bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    hash.add(static_cast<unsigned char>(bytes[i]));
    ++length;
    if (length < k_longest_piece && bytes[i] != '\n') continue;
    pieces.push_back({hash.value(), length});
    hash = {};
    length = 0;
  }
  if (length > 0) pieces.push_back({hash.value(), length});
  std::sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return a.hash < b.hash; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (kept > 0 && pieces[kept - 1].hash == pieces[i].hash) {
      pieces[kept - 1].bytes += pieces[i].bytes;
    } else {
      pieces[kept++] = pieces[i];
    }
  }
  pieces.resize(kept);
  return pieces;
}

}  // namespace

PieceCounts::PieceCounts(std::string_view bytes) : m_size(bytes.size()), m_pieces(count_pieces(bytes)) {}

int similarity_score(const PieceCounts& a, const PieceCounts& b) {
  const std::size_t larger = std::max(a.m_size, b.m_size);
  if (larger == 0) return k_highest_similarity;
  std::uint64_t shared = 0;
  auto left = a.m_pieces.begin();
  auto right = b.m_pieces.begin();
  while (left != a.m_pieces.end() && right != b.m_pieces.end()) {
    if (left->hash < right->hash) {
      ++left;
    } else if (right->hash < left->hash) {
      ++right;
    } else {
      shared += std::min(left++->bytes, right++->bytes);
    }
  }
  return static_cast<int>(shared * k_highest_similarity / larger);
}

int similarity_score(std::string_view a, std::string_view b) {
  return a == b ? k_highest_similarity : similarity_score(PieceCounts(a), PieceCounts(b));
}

}  // namespace mlxpatch::diff
