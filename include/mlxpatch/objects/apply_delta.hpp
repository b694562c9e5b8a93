#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::objects {

/// Applies a git delta (gitformat-pack, "Deltified representation"). Returns std::nullopt if it is broken, was made for
/// another base, or its result is larger than 1 GiB.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta);

/// A text with deltas applied one after the other, without the texts in between: each delta costs what it has, not what
/// the text has.
class DeltaChain {
 public:
  /// The base must outlive the chain.
  explicit DeltaChain(std::string_view base);

  /// False if the delta is broken or was made for another text, as for apply_delta(); then the chain is of no more use.
  bool apply(std::string delta);
  std::string text() const;

 private:
  /// Runs of bytes that together are the text, and how far each reaches.
  struct Pieces {
    std::vector<std::string_view> runs;
    std::vector<std::size_t> ends;

    std::size_t size() const { return ends.empty() ? 0 : ends.back(); }
    void append(std::string_view run);
    void append_part(const Pieces& of, std::size_t offset, std::size_t size);
  };

  void flatten();

  Pieces m_pieces;
  std::list<std::string> m_held;  ///< what the runs point into, besides the base
  std::size_t m_held_bytes = 0;
};

}  // namespace mlxpatch::objects
