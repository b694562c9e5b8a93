#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace mlxpatch::patch {

/// How read_patches() reads a patch file, and how large one may be.
struct ReadOptions {
  std::size_t max_patch_bytes = std::size_t{64} << 20U;  ///< of one patch, however many an mbox holds
  std::size_t max_line_bytes = std::size_t{1} << 20U;
  std::size_t max_lines = 3'000'000;                       ///< of one patch: each takes memory beside its bytes
  std::size_t max_path_parts = 2'000'000;                  ///< of all paths of a patch together: each may become a tree
  std::size_t max_binary_bytes = std::size_t{128} << 20U;  ///< of a binary file, inflated
  std::optional<int> strip;       ///< -pN, for every form of diff; otherwise the names suggest it
  std::string directory;          ///< below which all paths are ("" for the root), as `git apply --directory` has it
  bool keep_subject_tags = true;  ///< like `git am --keep-non-patch`: only [PATCH ...] is removed from a subject
  /// What a scissors line ("-- >8 --") in a mail's text does: the text above it is left out (with a note), or it stays.
  enum class Scissors { cut, keep } scissors = Scissors::cut;
};

}  // namespace mlxpatch::patch
