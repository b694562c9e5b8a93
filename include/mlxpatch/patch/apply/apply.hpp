#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mlxpatch/patch/apply/apply_result.hpp>
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

/// Applies text hunks: exactly where they say; else at the one other place where all their old lines stand; else, with
/// fuzz only, with less context. A hunk without any context goes nowhere but where it says. Each hunk must stand behind
/// the one before. Linear in text and hunks. Pure.
std::variant<AppliedText, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   const ApplyOptions& options = {});

/// Applies a binary patch to the old bytes: literal or delta. Nothing where the data is broken or made for other bytes.
std::optional<std::string> apply_binary(std::string_view old_bytes, const BinaryData& data);

}  // namespace mlxpatch::patch
