#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// Whether `word` stands in the text with no letter, digit or underscore beside it.
bool contains_word(std::string_view text, std::string_view word);

/// The telling words of a change: flags ("--max-size"), quoted texts and long identifiers. Pure.
class TellingWords {
 public:
  /// Takes in the words of lines that `after` has and `before` has not, unless they stand anywhere in `before`.
  void add_new(std::string_view before, std::string_view after);
  /// Drops those that stand in this text.
  void remove_words_of(std::string_view text);
  /// The most telling one that stands in a text.
  std::optional<std::string> strongest_in(std::string_view text) const;

 private:
  void add_line(std::string_view line);
  void add(std::string_view word, int strength);

  std::map<std::string, int, std::less<>> m_words;  ///< with how telling each is
};

}  // namespace mlxpatch::queue
