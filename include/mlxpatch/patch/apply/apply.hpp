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
  int fuzz = 0;  ///< context lines that may be ignored at each end of a hunk; reported if used
  bool reverse = false;
  /// A hunk that lacks context at one end was made where the text itself ends. `guarded` insists that it ends there
  /// again, as git does, and that lines are added without any context only to an empty text. `trusted` is for a text
  /// that is known to be the one the hunks were made from.
  enum class Ends { guarded, trusted } ends = Ends::guarded;
};

/// Applies text hunks: each at its stated position; failing that, at the only other position that has all its old
/// lines; failing that, if fuzz is allowed, with less context. A hunk without any context applies only at its stated
/// position, where its old lines must be. Every hunk must apply after the one before it. Linear in the size of text and
/// hunks. Pure.
std::variant<AppliedText, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   const ApplyOptions& options = {});

/// Applies a binary patch, literal or delta, to the old bytes. Returns std::nullopt if the data is broken or was made
/// for other bytes.
std::optional<std::string> apply_binary(std::string_view old_bytes, const BinaryData& data);

}  // namespace mlxpatch::patch
