#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch {

std::string_view trim(std::string_view text);
std::string_view trim_end(std::string_view text);

/// Whether the text begins with the prefix; if so, the prefix is removed.
bool consume(std::string_view& text, std::string_view prefix);

/// Splits at each `separator`; "a,,b" has three parts and "" one, the empty one.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Splits after each '\n'; each line keeps its '\n', the last may have none. "" has no lines.
std::vector<std::string_view> split_lines(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string to_lower(std::string_view ascii);

/// The number of single-character edits (insert, delete, replace, swap of neighbours) between the two.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Candidates that resemble `name`, nearest first, at most `most`; none if nothing is near.
std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& candidates,
                                    std::size_t most = 3);

/// Text from patches and repositories made safe for a terminal: control characters and invalid UTF-8 are shown as
/// `\x1b`, `\n` and so on; printable UTF-8 stays.
std::string escape_control(std::string_view text);
/// Whether a character is one of ASCII's control characters, blanks like a tab included.
bool is_control(char character);

/// "1 patch", "3 patches": count and noun; `plural` defaults to singular + "s" ("es" after ch, sh, s, x).
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = "");

bool is_valid_utf8(std::string_view bytes);
/// The beginning, of at most so many bytes, that does not end within a character.
std::string_view cut_utf8(std::string_view text, std::size_t most);

/// The first line of a commit message as git shows it: its first paragraph's lines joined by a space.
std::string subject_of(std::string_view message);

}  // namespace mlxpatch
