#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// Kinds of words that are unlikely to be in two texts by chance, the most telling first.
enum class WordKind {
  flag,        ///< "--max-size"
  quoted,      ///< a string of more than one name
  identifier,  ///< "max_size", "maxSize", and a plain word that is called, assigned or a member
};

using TellingWords = std::map<std::string, WordKind, std::less<>>;

/// The telling words of the lines that `after` has and `before` does not have, except those that occur in `before`
/// anyway. Pure.
TellingWords new_telling_words(std::string_view before, std::string_view after);

/// Whether `word` occurs in the text without a letter, digit or underscore next to it.
bool contains_word(std::string_view text, std::string_view word);

}  // namespace mlxpatch::queue
