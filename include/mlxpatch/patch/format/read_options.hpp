#pragma once

#include <cstddef>

namespace mlxpatch::patch {

/// How read_patches() reads a patch file, and how large one may be.
struct ReadOptions {
  std::size_t max_patch_bytes = std::size_t{64} << 20U;  ///< of one patch, however many an mbox holds
  std::size_t max_line_bytes = std::size_t{1} << 20U;
  std::size_t max_binary_bytes = std::size_t{512} << 20U;  ///< of a binary file, inflated
  int strip = 1;                  ///< -pN for plain diffs; a git diff shows its prefixes itself
  bool keep_subject_tags = true;  ///< like `git am --keep-non-patch`: only [PATCH ...] is removed from a subject
  /// What a scissors line ("-- >8 --") in a mail's text does: the text above it is left out (with a note), or it stays.
  enum class Scissors { cut, keep } scissors = Scissors::cut;
};

}  // namespace mlxpatch::patch
