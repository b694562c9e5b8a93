#include "replay/telling_words.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::queue {

namespace {

constexpr std::size_t k_shortest_flag = 5;
constexpr std::size_t k_shortest_quoted = 6;
constexpr std::size_t k_shortest_identifier = 6;
constexpr std::size_t k_longest = 120;

bool is_upper(char byte) { return byte >= 'A' && byte <= 'Z'; }
bool is_lower(char byte) { return byte >= 'a' && byte <= 'z'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return is_upper(byte) || is_lower(byte); }
bool is_word_byte(char byte) { return is_letter(byte) || is_digit(byte) || byte == '_'; }

/// Whether a word looks like code wherever it is: "max_size", "maxSize", "sm120". One in capitals may be prose.
bool looks_like_code(std::string_view word) {
  const std::size_t first = word.find_first_not_of('_');
  const std::size_t last = word.find_last_not_of('_');
  if (first == std::string_view::npos) return false;
  const std::string_view core = word.substr(first, last - first + 1);
  for (std::size_t i = 1; i < core.size(); ++i) {
    if (core[i] == '_' || is_digit(core[i])) return true;
    if (is_lower(core[i - 1]) && is_upper(core[i])) return true;
  }
  return false;
}

/// Finds the words of one line.
class LineReader {
 public:
  LineReader(std::string_view line, TellingWords& words) : m_line(line), m_words(words) {}

  void read() {
    while (m_at < m_line.size()) {
      const char byte = m_line[m_at];
      if ((byte == '"' || byte == '\'' || byte == '`') && !follows_word()) {
        read_quoted();
      } else if (m_line.substr(m_at).starts_with("--") && (m_at == 0 || !is_part_of_dashes(m_line[m_at - 1]))) {
        read_flag();
      } else if (is_word_byte(byte)) {
        read_identifier();
      } else {
        ++m_at;
      }
    }
  }

 private:
  static bool is_part_of_dashes(char byte) { return byte == '-' || is_word_byte(byte); }
  /// The quote of "don't" begins nothing.
  bool follows_word() const { return m_at > 0 && is_word_byte(m_line[m_at - 1]); }

  std::size_t end_of_word(std::size_t at, bool with_dashes) const {
    while (at < m_line.size() && (is_word_byte(m_line[at]) || (with_dashes && m_line[at] == '-'))) ++at;
    return at;
  }

  std::size_t closing_quote() const {
    for (std::size_t at = m_at + 1; at < m_line.size(); ++at) {
      if (m_line[at] == '\\') {
        ++at;
      } else if (m_line[at] == m_line[m_at]) {
        return at;
      }
    }
    return std::string_view::npos;
  }

  /// A quoted text counts as a whole if it is more than one name; the words in it count, too.
  void read_quoted() {
    const std::size_t close = closing_quote();
    if (close == std::string_view::npos) {
      ++m_at;
      return;
    }
    const std::string_view text = m_line.substr(m_at + 1, close - m_at - 1);
    const bool is_one_name = std::ranges::all_of(text, [](char byte) { return is_word_byte(byte) || byte == '-'; });
    if (text.size() >= k_shortest_quoted && !is_one_name) add(text, WordKind::quoted);
    LineReader(text, m_words).read();
    m_at = close + 1;
  }

  void read_flag() {
    const std::size_t end = end_of_word(m_at, true);
    const std::string_view flag = m_line.substr(m_at, end - m_at);
    if (flag.size() >= k_shortest_flag && is_letter(flag[2])) add(flag, WordKind::flag);
    m_at = std::max(end, m_at + 2);
  }

  void read_identifier() {
    const std::size_t end = end_of_word(m_at, false);
    const std::string_view word = m_line.substr(m_at, end - m_at);
    if (word.size() >= k_shortest_identifier && !is_digit(word.front()) && (looks_like_code(word) || is_used(end))) {
      add(word, WordKind::identifier);
    }
    m_at = end;
  }

  /// Whether the word from m_at to `end` is called, assigned or a member: then it is a name, not prose.
  bool is_used(std::size_t end) const {
    const std::string_view before = m_line.substr(0, m_at);
    const std::string_view after = m_line.substr(end);
    if (before.ends_with("->") || before.ends_with("::") || before.ends_with('.')) return true;
    if (after.starts_with('(') || after.starts_with("->") || after.starts_with("::")) return true;
    if (after.starts_with('.') && after.size() > 1 && is_word_byte(after[1])) return true;
    const std::string_view next = trim(after);
    return next.starts_with('=') || next.starts_with("+=");
  }

  void add(std::string_view word, WordKind kind) {
    if (word.size() > k_longest) return;
    const auto [known, is_new] = m_words.emplace(word, kind);
    if (!is_new) known->second = std::min(known->second, kind);
  }

  std::string_view m_line;
  TellingWords& m_words;
  std::size_t m_at = 0;
};

}  // namespace

TellingWords new_telling_words(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = split_lines(before);
  const std::unordered_set<std::string_view> known(old_lines.begin(), old_lines.end());
  TellingWords words;
  for (const std::string_view line : split_lines(after)) {
    if (!known.contains(line)) LineReader(trim_end(line), words).read();
  }
  std::erase_if(words, [&](const auto& word) { return contains_word(before, word.first); });
  return words;
}

bool contains_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool free_before = at == 0 || !is_word_byte(text[at - 1]) || !is_word_byte(word.front());
    const std::size_t end = at + word.size();
    const bool free_after = end == text.size() || !is_word_byte(text[end]) || !is_word_byte(word.back());
    if (free_before && free_after) return true;
  }
  return false;
}

}  // namespace mlxpatch::queue
