#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mlxpatch::diff {

/// A blob as similarity_score() compares it. Counting costs more than comparing: to be kept for blobs that recur.
class PieceCounts {
 public:
  /// How many bytes of the blob are in pieces with this hash.
  struct Piece {
    std::uint32_t hash = 0;
    std::uint64_t bytes = 0;
  };
  explicit PieceCounts(std::string_view bytes);
  /// Of the blob.
  std::size_t size() const { return m_size; }
  /// How much memory the counts take.
  std::size_t held_bytes() const { return m_pieces.size() * sizeof(Piece); }

 private:
  friend int similarity_score(const PieceCounts& a, const PieceCounts& b);
  std::size_t m_size;
  std::vector<Piece> m_pieces;  ///< by hash, each hash once
};

/// Git's similarity of two blobs, as its rename detection estimates it: from 0 to k_highest_similarity, if they are
/// equal.
int similarity_score(std::string_view a, std::string_view b);
/// The same of two blobs that are not equal.
int similarity_score(const PieceCounts& a, const PieceCounts& b);

constexpr int k_highest_similarity = 60'000;

}  // namespace mlxpatch::diff
