#pragma once

#include <optional>
#include <string_view>

#include "toml_document.hpp"

namespace mlxpatch::workspace {

/// A character that TOML does not have where it stands.
struct RefusedCharacter {
  TomlPlace place;
  std::string_view bytes;  ///< of the text that was searched
};

/// The first control character anywhere, byte that is not UTF-8, quote within a bare word, or character beyond ASCII
/// outside of quotes and comments (curly quotes, as a rule). The parser is kept from them: what it does on some of them
/// is undefined.
std::optional<RefusedCharacter> find_refused_character(std::string_view text);

}  // namespace mlxpatch::workspace
