#include "replay/telling_words.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include <mlxpatch/base/text.hpp>
#include <vector>

namespace mlxpatch::queue {

namespace {

/// Flags are the most telling, then quoted texts, then identifiers; of the same kind, the longer one.
constexpr int k_flag = 2000;
constexpr int k_quoted = 1000;
constexpr int k_identifier = 0;
constexpr std::size_t k_shortest_flag = 5;
constexpr std::size_t k_shortest_quoted = 6;
constexpr std::size_t k_shortest_identifier = 8;
constexpr std::size_t k_longest = 120;

bool is_word_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

std::size_t end_of(std::string_view line, std::size_t at, bool with_dashes) {
  while (at < line.size() && (is_word_byte(line[at]) || (with_dashes && line[at] == '-'))) ++at;
  return at;
}

}  // namespace

bool contains_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool free_before = at == 0 || !is_word_byte(text[at - 1]) || !is_word_byte(word.front());
    const std::size_t end = at + word.size();
    const bool free_after = end == text.size() || !is_word_byte(text[end]) || !is_word_byte(word.back());
    if (free_before && free_after) return true;
  }
  return false;
}

void TellingWords::add_new(std::string_view before, std::string_view after) {
  const auto old_lines = split_lines(before);
  const std::unordered_set<std::string_view> known(old_lines.begin(), old_lines.end());
  for (const std::string_view line : split_lines(after)) {
    if (!known.contains(line)) add_line(trim_end(line));
  }
  remove_words_of(before);
}

void TellingWords::add_line(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const char byte = line[at];
    if (byte == '"' || byte == '\'') {
      const std::size_t close = line.find(byte, at + 1);
      if (close != std::string_view::npos && close - at - 1 >= k_shortest_quoted) {
        add(line.substr(at + 1, close - at - 1), k_quoted);
      }
      ++at;
    } else if (line.substr(at).starts_with("--") && (at == 0 || line[at - 1] != '-')) {
      const std::size_t end = end_of(line, at, true);
      if (end - at >= k_shortest_flag) add(line.substr(at, end - at), k_flag);
      at = std::max(end, at + 1);
    } else if (is_word_byte(byte)) {
      const std::size_t end = end_of(line, at, false);
      if (end - at >= k_shortest_identifier) add(line.substr(at, end - at), k_identifier);
      at = end;
    } else {
      ++at;
    }
  }
}

void TellingWords::add(std::string_view word, int strength) {
  if (word.size() > k_longest) return;
  int& known = m_words[std::string(word)];
  known = std::max(known, strength + static_cast<int>(word.size()));
}

void TellingWords::remove_words_of(std::string_view text) {
  std::erase_if(m_words, [&](const auto& word) { return contains_word(text, word.first); });
}

std::optional<std::string> TellingWords::strongest_in(std::string_view text) const {
  std::optional<std::string> best;
  int strength = -1;
  for (const auto& [word, value] : m_words) {
    if (value <= strength || !contains_word(text, word)) continue;
    best = word;
    strength = value;
  }
  return best;
}

}  // namespace mlxpatch::queue
