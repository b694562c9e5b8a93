#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <toml++/toml.h>

namespace mlxpatch::workspace {

/// Something in a text that the parser must not see.
struct TomlDefect {
  toml::source_position place;
  std::string what_is_wrong;
  std::string hint;
};

/// The first control character anywhere, byte that is not UTF-8, quote within a bare word, character beyond ASCII
/// outside of quotes and comments (curly quotes, as a rule), header that does not begin with a key, '}' in a list,
/// date whose 'T' no time follows, character beyond ASCII after a backslash that joins lines, or dotted key of very
/// many parts. The parser's behaviour on some of these is undefined, and it nests one table per part of a key, which it
/// frees by recursion.
std::optional<TomlDefect> find_toml_defect(std::string_view text);

}  // namespace mlxpatch::workspace
