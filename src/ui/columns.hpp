#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text as a terminal lays it out: a CJK character takes two columns, a combining mark none. Text is UTF-8 without
/// control characters, as escaped text is.
namespace mlxpatch::ui {

std::size_t columns_of(std::string_view text);

/// The longest beginning of at most so many columns. Combining marks stay with their character.
std::string_view cut_to_columns(std::string_view text, std::size_t most);

/// With blanks at its end up to so many columns; a wider text stays as it is.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace mlxpatch::ui
