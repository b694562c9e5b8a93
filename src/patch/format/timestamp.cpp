#include "format/timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::patch {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Whether the word has this shape: '0' stands for a digit, anything else for itself.
bool has_shape(std::string_view word, std::string_view shape) {
  return word.size() == shape.size() && std::equal(word.begin(), word.end(), shape.begin(), [](char one, char other) {
           return other == '0' ? is_digit(one) : one == other;
         });
}

/// "15:30:20" or "15:30:20.123456789".
bool is_clock(std::string_view word) {
  const std::size_t dot = std::min(word.find('.'), word.size());
  const std::string_view fraction = word.substr(dot);
  return has_shape(word.substr(0, dot), "00:00:00") &&
         fraction.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool is_zone(std::string_view word) {
  return has_shape(word, "+0000") || has_shape(word, "-0000") || has_shape(word, "+00:00") || has_shape(word, "-00:00");
}

bool is_date(std::string_view word) { return has_shape(word, "0000-00-00") || has_shape(word, "0000/00/00"); }

bool is_weekday(std::string_view word) {
  constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return std::find(k_days.begin(), k_days.end(), word) != k_days.end();
}

/// The words behind a name, from the last back to the first that is in the stamp; the name keeps at least one.
class StampFinder {
 public:
  explicit StampFinder(std::string_view text) {
    std::size_t start = text.find_first_not_of(' ');
    while (start != std::string_view::npos) {
      const std::size_t end = std::min(text.find(' ', start), text.size());
      m_words.push_back(text.substr(start, end - start));
      start = text.find_first_not_of(' ', end);
    }
  }

  /// How many words at the end make a time; 0 if they do not.
  std::size_t time_words() const {
    std::size_t count = is_zone(from_end(0)) ? 1 : 0;
    if (is_clock(from_end(count)) && is_date(from_end(count + 1))) return count + 2;
    // "Thu Jan  8 15:30:20 2026", the zone behind it.
    const bool is_ctime =
        has_shape(from_end(count), "0000") && is_clock(from_end(count + 1)) && is_weekday(from_end(count + 4));
    return is_ctime ? count + 5 : 0;
  }

  std::size_t count() const { return m_words.size(); }

  std::string_view from_end(std::size_t index) const {
    return index + 1 < m_words.size() ? m_words[m_words.size() - 1 - index] : std::string_view{};
  }

 private:
  std::vector<std::string_view> m_words;
};

/// Whether the whole text is a time.
bool is_time(std::string_view text) {
  const std::string with_name = "x " + std::string(trim(text));
  const StampFinder finder(with_name);
  const std::size_t words = finder.time_words();
  return words > 0 && words + 1 == finder.count();
}

/// Where a revision in parentheses starts that a version control system put behind the name; npos if there is none.
std::size_t revision_start(std::string_view text) {
  if (!text.ends_with(')')) return std::string_view::npos;
  const std::size_t open = text.rfind(" (");
  if (open == std::string_view::npos) return open;
  const std::string_view inner = text.substr(open + 2);
  const bool is_revision =
      inner.starts_with("revision ") || inner == "working copy)" || inner == "nonexistent)" || inner == "Revision )";
  return is_revision ? open : std::string_view::npos;
}

}  // namespace

NameAndStamp split_stamp(std::string_view text) {
  // A name may hold tabs; then only the last one is followed by a time.
  std::size_t tab = text.rfind('\t');
  if (tab != std::string_view::npos && !is_time(text.substr(tab + 1))) tab = text.find('\t');
  if (tab != std::string_view::npos) return {trim_end(text.substr(0, tab)), trim(text.substr(tab + 1))};
  text = trim_end(text);
  if (const std::size_t revision = revision_start(text); revision != std::string_view::npos) {
    return {trim_end(text.substr(0, revision)), text.substr(revision + 1)};
  }
  const StampFinder finder(text);
  const std::size_t words = finder.time_words();
  if (words == 0) return {text, {}};
  const auto start = static_cast<std::size_t>(finder.from_end(words - 1).data() - text.data());
  return {trim_end(text.substr(0, start)), text.substr(start)};
}

}  // namespace mlxpatch::patch
