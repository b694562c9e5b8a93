#pragma once

#include <string_view>

namespace mlxpatch::patch {

/// What a "---" or "+++" line says after its marker: a name, and what the tool wrote behind it.
struct NameAndStamp {
  std::string_view name;
  std::string_view stamp;  ///< a time or a revision; empty if there is none
};

/// Splits at the last tab if a time follows it, otherwise at the first; without a tab, at the blanks before something
/// that is clearly a time ("2026-01-08 15:30:20", "Thu Jan  8 15:30:20 2026", with a fraction and a zone or without) or
/// a revision ("(working copy)").
NameAndStamp split_stamp(std::string_view text);

}  // namespace mlxpatch::patch
