#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// Whether `word` occurs in the text without a letter, digit or underscore next to it.
bool contains_word(std::string_view text, std::string_view word);

/// The telling words of a change: flags ("--max-size"), quoted texts and long identifiers. Pure.
class TellingWords {
 public:
  /// Adds the words of the lines that `after` has and `before` does not have, except those that occur in `before`
  /// anyway.
  void add_new(std::string_view before, std::string_view after);
  /// Removes those that occur in this text.
  void remove_words_of(std::string_view text);
  /// The most telling one that occurs in a text.
  std::optional<std::string> strongest_in(std::string_view text) const;

 private:
  void add_line(std::string_view line);
  void add(std::string_view word, int strength);

  std::map<std::string, int, std::less<>> m_words;  ///< and how telling each is
};

}  // namespace mlxpatch::queue
