#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

struct ApplyOptions {
  int fuzz = 0;  ///< context lines that may be ignored at each end of a hunk; reported where used
  bool reverse = false;
  /// A hunk without context at one of its ends was cut off there by the text's own end. `guarded` insists on that, as
  /// git does, so that what was appended to an empty text is not put in front of a full one. `trusted` is for a text
  /// that is known to be the one which the hunks were made for.
  enum class Ends { guarded, trusted } ends = Ends::guarded;
};

/// A hunk that was not found where it says.
struct HunkNote {
  std::size_t hunk = 0;      ///< from 1
  std::ptrdiff_t moved = 0;  ///< lines further down (negative: up)
  int fuzz = 0;
};

/// Why a hunk does not apply.
struct HunkFailure {
  std::size_t hunk = 0;         ///< from 1
  std::size_t patch_line = 0;   ///< in the patch file: the line which was looked for
  std::size_t expected_at = 0;  ///< in the text, from 1: where the hunk says that it stands
  /// The first line that does not match where the hunk belongs (at its look-alike, if there is one), without its end;
  /// empty where the text should end there.
  std::string expected;
  std::string found;  ///< what stands at expected_at ("" behind the end)
  struct Lookalike {
    std::size_t line = 0;      ///< in the text, from 1
    std::string text;          ///< the line there that resembles `expected` most
    std::size_t matching = 0;  ///< how many of the hunk's old lines stand there
    std::size_t of = 0;
  };
  std::optional<Lookalike> nearest;
  bool ambiguous = false;        ///< the lines stand at several places, none of them the stated one
  bool already_applied = false;  ///< the hunk's new lines stand there
};

struct AppliedText {
  std::string bytes;
  std::vector<HunkNote> notes;
};

/// Applies text hunks: exactly where they say; else at the one other place where all their old lines stand; else, with
/// fuzz only, with less context. A hunk without any context goes nowhere but where it says. Each hunk must stand behind
/// the one before. Linear in text and hunks. Pure.
std::variant<AppliedText, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   const ApplyOptions& options = {});

/// Applies a binary patch to the old bytes: literal or delta. Nothing where the data is broken or made for other bytes.
std::optional<std::string> apply_binary(std::string_view old_bytes, const BinaryData& data);

}  // namespace mlxpatch::patch
