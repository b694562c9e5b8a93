#include "format/mail_date.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {
namespace {

constexpr std::size_t k_longest_date = 200;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Exactly so many digits.
bool consume_digits(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits || !is_number(text.substr(0, digits))) return false;
  value = 0;
  for (const char digit : text.substr(0, digits)) value = value * 10 + (digit - '0');
  text.remove_prefix(digits);
  return true;
}

std::optional<int> month_named(std::string_view word) {
  constexpr std::array<std::string_view, 12> k_months{"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::string lower = to_lower(word);
  for (std::size_t month = 0; month < k_months.size(); ++month) {
    if (lower.size() >= 3 && lower.starts_with(k_months[month])) return static_cast<int>(month) + 1;
  }
  return std::nullopt;
}

bool is_weekday(std::string_view word) {
  constexpr std::array<std::string_view, 7> k_days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const std::string lower = to_lower(word);
  for (const std::string_view day : k_days) {
    if (lower.starts_with(day)) return true;
  }
  return false;
}

std::optional<int> named_zone(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, int>, 12> k_zones{{{"z", 0},
                                                                      {"ut", 0},
                                                                      {"utc", 0},
                                                                      {"gmt", 0},
                                                                      {"est", -5},
                                                                      {"edt", -4},
                                                                      {"cst", -6},
                                                                      {"cdt", -5},
                                                                      {"mst", -7},
                                                                      {"mdt", -6},
                                                                      {"pst", -8},
                                                                      {"pdt", -7}}};
  const std::string lower = to_lower(word);
  for (const auto& [name, hours] : k_zones) {
    if (lower == name) return hours * 60;
  }
  return std::nullopt;
}

/// "+0100" or "+01:00", at most a day from Greenwich.
std::optional<int> numeric_zone(std::string_view word) {
  constexpr int k_longest = 24 * 60;
  if (word.size() < 5 || (word.front() != '+' && word.front() != '-')) return std::nullopt;
  const int sign = word.front() == '-' ? -1 : 1;
  word.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!consume_digits(word, 2, hours)) return std::nullopt;
  consume(word, ":");
  if (!consume_digits(word, 2, minutes) || !word.empty() || minutes > 59) return std::nullopt;
  const int offset = hours * 60 + minutes;
  if (offset > k_longest) return std::nullopt;
  return sign * offset;
}

/// What is known of a date while its words are read.
class DateReader {
 public:
  bool take(std::string_view word) {
    if (const std::optional<int> zone = numeric_zone(word); zone && m_hour) return set(m_zone, *zone);
    if (is_iso_date(word)) return take_iso(word);
    if (word.find(':') != std::string_view::npos) return take_clock(word);
    if (is_number(word)) return word.size() <= 2 ? take_day(word) : take_year(word);
    if (const std::optional<int> month = month_named(word); month && !m_month) return set(m_month, *month);
    if (const std::optional<int> zone = named_zone(word)) return set(m_zone, *zone);
    return is_weekday(word);
  }

  std::optional<git::Time> time() const {
    if (!m_year || !m_month || !m_day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*m_year),
                                           std::chrono::month(static_cast<unsigned>(*m_month)),
                                           std::chrono::day(static_cast<unsigned>(*m_day))};
    if (!date.ok()) return std::nullopt;
    git::Time time;
    time.offset_minutes = m_zone.value_or(0);
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t minutes = days * 1440 + std::int64_t{m_hour.value_or(0)} * 60 + m_minute - time.offset_minutes;
    time.seconds = minutes * 60 + m_second;
    return time;
  }

 private:
  static bool set(std::optional<int>& slot, int value) {
    if (slot) return false;
    slot = value;
    return true;
  }

  static bool is_iso_date(std::string_view word) {
    return word.size() >= 10 && is_number(word.substr(0, 4)) && word[4] == '-' && word[7] == '-';
  }

  /// "2026-01-08", or with "T15:30:20+01:00" behind it.
  bool take_iso(std::string_view word) {
    int year = 0;
    int month = 0;
    int day = 0;
    const bool well_formed = consume_digits(word, 4, year) && consume(word, "-") && consume_digits(word, 2, month) &&
                             consume(word, "-") && consume_digits(word, 2, day);
    if (!well_formed || !set(m_year, year) || !set(m_month, month) || !set(m_day, day)) return false;
    if (word.empty()) return true;
    if (!consume(word, "T")) return false;
    const std::size_t zone = word.find_first_of("+-Z");
    if (!take_clock(word.substr(0, zone))) return false;
    return zone == std::string_view::npos || take(word.substr(zone));
  }

  /// "15:30", "15:30:20" or "15:30:20.123456789".
  bool take_clock(std::string_view word) {
    int hour = 0;
    if (word.size() > 1 && word[1] == ':') {
      if (!consume_digits(word, 1, hour)) return false;
    } else if (!consume_digits(word, 2, hour)) {
      return false;
    }
    if (!consume(word, ":") || !consume_digits(word, 2, m_minute)) return false;
    if (consume(word, ":") && !consume_digits(word, 2, m_second)) return false;
    if (consume(word, ".")) {
      while (!word.empty() && is_digit(word.front())) word.remove_prefix(1);
    }
    return word.empty() && hour < 24 && m_minute < 60 && m_second <= 60 && set(m_hour, hour);
  }

  bool take_day(std::string_view word) {
    int day = 0;
    return consume_digits(word, word.size(), day) && set(m_day, day);
  }

  bool take_year(std::string_view word) {
    constexpr int k_last_year = 32767;  // of std::chrono
    int year = 0;
    if (word.size() < 4 || word.size() > 5 || !consume_digits(word, word.size(), year)) return false;
    return year <= k_last_year && set(m_year, year);
  }

  std::optional<int> m_year;
  std::optional<int> m_month;
  std::optional<int> m_day;
  std::optional<int> m_hour;
  int m_minute = 0;
  int m_second = 0;
  std::optional<int> m_zone;
};

/// Git's own "1767882620 +0100", with or without an @.
std::optional<git::Time> read_raw_date(std::string_view text) {
  constexpr std::size_t k_most_digits = 17;
  const bool marked = consume(text, "@");
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > k_most_digits || (!marked && digits < 8)) return std::nullopt;
  git::Time time;
  for (const char digit : text.substr(0, digits)) time.seconds = time.seconds * 10 + (digit - '0');
  const std::string_view zone = trim(text.substr(digits));
  if (zone.empty()) return time;
  const std::optional<int> offset = numeric_zone(zone);
  if (!offset) return std::nullopt;
  time.offset_minutes = *offset;
  return time;
}

/// What a commit can hold and a mail can show: from 1970 on, and with a year of four digits.
std::optional<git::Time> within_bounds(std::optional<git::Time> time) {
  constexpr std::int64_t k_last_second = 253'402'214'399;  // a day before the year 10000, wherever one is
  if (!time || time->seconds < 0 || time->seconds > k_last_second) return std::nullopt;
  return time;
}

}  // namespace

std::optional<git::Time> read_date(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > k_longest_date) return std::nullopt;
  if (const std::optional<git::Time> raw = read_raw_date(text)) return within_bounds(raw);
  if (text.ends_with(')')) text = trim(text.substr(0, text.rfind('(')));  // "(CET)" says again what "+0100" said
  DateReader reader;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t,"), text.size());
    if (end > 0 && !reader.take(text.substr(0, end))) return std::nullopt;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return within_bounds(reader.time());
}

}  // namespace mlxpatch::patch
