#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mlxpatch::patch {

/// A hunk that applied, but not at its stated position or not with its full context.
struct HunkNote {
  std::size_t hunk = 0;      ///< from 1
  std::ptrdiff_t moved = 0;  ///< lines further down (negative: up)
  int fuzz = 0;
};

/// Why a hunk does not apply.
struct HunkFailure {
  std::size_t hunk = 0;         ///< from 1
  std::size_t patch_line = 0;   ///< the line of the patch file that did not match
  std::size_t expected_at = 0;  ///< the line of the text where the hunk expects it, from 1
  /// The first line that does not match where the hunk belongs (at its look-alike, if there is one), without its end;
  /// empty if the text should end there.
  std::string expected;
  std::string found;  ///< the line at expected_at; "" past the end of the text
  struct Lookalike {
    std::size_t line = 0;      ///< in the text, from 1
    std::string text;          ///< the line there that is most similar to `expected`
    std::size_t matching = 0;  ///< how many of the hunk's old lines match there
    std::size_t of = 0;        ///< how many it has
  };
  std::optional<Lookalike> nearest;
  bool ambiguous = false;  ///< the old lines occur several times, but not at the stated position
  /// It has no context, and so could only go where it says, or, if it only adds lines, into the very text that it was
  /// made from; but its old lines, if any, are elsewhere.
  bool lacks_context = false;
  /// `expected` and `found` are the same but for their line ends, which both have then.
  bool line_ends_differ = false;
  bool already_applied = false;  ///< the text already has the hunk's new lines
};

struct AppliedText {
  std::string bytes;
  std::vector<HunkNote> notes;
};

}  // namespace mlxpatch::patch
