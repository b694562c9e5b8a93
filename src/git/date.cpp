#include <mlxpatch/git/date.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>

namespace mlxpatch::git {
namespace {

constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::int64_t k_seconds_a_day = 86400;
constexpr int k_longest_offset_minutes = 24 * 60;

struct CivilTime {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// The wall clock in the time's own zone. A time outside the years 0 to 9999 is shown as 1970-01-01 UTC, as git shows
/// one that it can't represent; an offset of more than a day is shown as UTC.
CivilTime civil_time(Time& time) {
  constexpr std::int64_t k_first = -62167219200;  // 0000-01-01
  constexpr std::int64_t k_end = 253402300800;    // 10000-01-01
  if (time.seconds < k_first + k_seconds_a_day || time.seconds >= k_end - k_seconds_a_day) time = Time{};
  if (std::abs(time.offset_minutes) > k_longest_offset_minutes) time.offset_minutes = 0;
  const std::chrono::sys_seconds local{std::chrono::seconds(time.seconds + std::int64_t{60} * time.offset_minutes)};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock(local - day);
  return {std::chrono::year_month_day(day), std::chrono::weekday(day), static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

int local_offset_minutes(std::time_t when) {
  std::tm local{};
  return localtime_r(&when, &local) ? static_cast<int>(local.tm_gmtoff / 60) : 0;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// The first `digits` characters, taken off the text; std::nullopt if one of them is no digit.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  const std::string_view number = text.substr(0, digits);
  if (!std::all_of(number.begin(), number.end(), is_digit)) return std::nullopt;
  int value = 0;
  for (const char digit : number) value = value * 10 + (digit - '0');
  text.remove_prefix(digits);
  return value;
}

/// The index of the name that the word begins with, in either case: "january" is "Jan".
template <std::size_t N>
std::optional<unsigned> index_of_name(const std::array<std::string_view, N>& names, std::string_view word) {
  const std::string start = to_lower(word.substr(0, 3));
  for (unsigned i = 0; i < N; ++i) {
    if (start == to_lower(names[i])) return i;
  }
  return std::nullopt;
}

/// A zone's name as minutes east of UTC: those of RFC 5322 (section 4.3) and ISO 8601's "Z", and others that `date`
/// prints and that mean one zone, as git reads them.
std::optional<int> named_zone(std::string_view word) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  constexpr std::array<Zone, 29> k_zones{
      {{"z", 0},    {"ut", 0},    {"utc", 0},   {"gmt", 0},   {"wet", 0},   {"bst", 1},  {"west", 1}, {"cet", 1},
       {"met", 1},  {"mez", 1},   {"cest", 2},  {"mest", 2},  {"mesz", 2},  {"eet", 2},  {"eest", 3}, {"msk", 3},
       {"jst", 9},  {"aest", 10}, {"aedt", 11}, {"nzst", 12}, {"nzdt", 13}, {"est", -5}, {"edt", -4}, {"cst", -6},
       {"cdt", -5}, {"mst", -7},  {"mdt", -6},  {"pst", -8},  {"pdt", -7}}};
  const std::string lower = to_lower(word);
  for (const Zone& zone : k_zones) {
    if (lower == zone.name) return zone.hours * 60;
  }
  return std::nullopt;
}

/// "+0100" or "+01:00" as minutes east of UTC, at most a day.
std::optional<int> numeric_zone(std::string_view word) {
  const bool is_east = consume(word, "+");
  if (!is_east && !consume(word, "-")) return std::nullopt;
  const auto hours = take_digits(word, 2);
  consume(word, ":");
  const auto minutes = take_digits(word, 2);
  if (!hours || !minutes || *minutes > 59 || !word.empty()) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  if (offset > k_longest_offset_minutes) return std::nullopt;
  return is_east ? offset : -offset;
}

/// Reads the parts of a date in whatever order they come. Blanks and commas separate them; a number also ends where it
/// does ("8Jan", "15:30Z").
class DateReader {
 public:
  DateReader(std::string_view text, DateForms forms) : m_rest(text), m_forms(forms) {}

  /// Reads the whole text. False if something in it is no part of a date, or a part comes twice.
  bool read() {
    for (;;) {
      m_rest.remove_prefix(std::min(m_rest.find_first_not_of(k_separators), m_rest.size()));
      if (m_rest.empty()) return true;
      if (!take_part()) return false;
    }
  }

  /// The time that the parts make; std::nullopt if one is missing that the form needs, or the calendar lacks the day.
  std::optional<Time> time() const {
    if (!m_year || !m_month || !m_day || (is_exact() && !m_clock)) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*m_year),
                                           std::chrono::month(static_cast<unsigned>(*m_month)),
                                           std::chrono::day(static_cast<unsigned>(*m_day))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t wall_clock = days * k_seconds_a_day + m_clock.value_or(0);
    if (!m_zone && is_exact()) return in_local_zone(wall_clock);
    const int offset = m_zone.value_or(0);
    return Time{wall_clock - std::int64_t{60} * offset, offset};
  }

 private:
  static constexpr std::string_view k_separators = " \t,";

  static std::optional<Time> in_local_zone(std::time_t wall_clock) {
    std::tm local{};
    if (!gmtime_r(&wall_clock, &local)) return std::nullopt;
    local.tm_isdst = -1;
    const std::time_t seconds = std::mktime(&local);
    return Time{seconds, local_offset_minutes(seconds)};
  }

  static bool set(std::optional<int>& part, std::optional<int> value) {
    if (part || !value) return false;
    part = value;
    return true;
  }

  bool take_part() {
    const char first = m_rest.front();
    if (first == '+' || first == '-') return take_zone();
    return is_digit(first) ? take_number() : take_name();
  }

  /// An offset is one only after the clock; before it, it is a number with a stray sign.
  bool take_zone() {
    const std::string_view word = m_rest.substr(0, m_rest.find_first_of(k_separators));
    m_rest.remove_prefix(word.size());
    return m_clock && set(m_zone, numeric_zone(word));
  }

  bool take_number() {
    const std::size_t digits = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
    const char next = digits < m_rest.size() ? m_rest[digits] : ' ';
    if (next == ':') return digits <= 2 ? take_clock(digits) : take_year(4);  // "202615:30" is a year and a clock
    if (next == '-' && digits == 4) return take_iso_date();
    return digits <= 2 ? set(m_day, take_digits(m_rest, digits)) : take_year(digits);
  }

  bool take_year(std::size_t digits) {
    constexpr int k_last_year = 32767;  // of std::chrono
    if (digits < 4 || digits > 5) return false;
    return set(m_year, take_digits(m_rest, digits)) && *m_year <= k_last_year;
  }

  /// "2026-01-08", perhaps with a "T" and the clock.
  bool take_iso_date() {
    if (!set(m_year, take_digits(m_rest, 4)) || !consume(m_rest, "-")) return false;
    if (!set(m_month, take_digits(m_rest, 2)) || !consume(m_rest, "-")) return false;
    if (!set(m_day, take_digits(m_rest, 2)) || starts_with_digit()) return false;
    if (!consume(m_rest, "T")) return true;
    return take_clock(m_rest.find(':') == 1 ? 1 : 2);
  }

  /// "15:30", "15:30:20" or "15:30:20.123456789"; git takes "24:00" as well.
  bool take_clock(std::size_t hour_digits) {
    const auto hour = take_digits(m_rest, hour_digits);
    if (!hour || !consume(m_rest, ":")) return false;
    const auto minute = take_digits(m_rest, 2);
    const auto second = consume(m_rest, ":") ? take_digits(m_rest, 2) : 0;
    if (consume(m_rest, ".")) m_rest.remove_prefix(std::min(m_rest.find_first_not_of("0123456789"), m_rest.size()));
    if (!minute || !second || starts_with_digit()) return false;
    if (*hour > 24 || *minute > 59 || *second > 60) return false;
    return set(m_clock, (*hour * 60 + *minute) * 60 + *second);
  }

  /// A month, a zone or a weekday, which says nothing new. In an exact date digits end a name ("Jan2026"); a loose one
  /// ignores what else is in the word.
  bool take_name() {
    const std::string_view ends = is_exact() ? std::string_view(" \t,0123456789") : k_separators;
    const std::string_view word = m_rest.substr(0, m_rest.find_first_of(ends));
    m_rest.remove_prefix(word.size());
    if (const auto month = index_of_name(k_months, word); month && !m_month) {
      m_month = static_cast<int>(*month) + 1;
      return true;
    }
    if (const auto zone = named_zone(word)) return set(m_zone, zone);
    return index_of_name(k_weekdays, word).has_value();
  }

  bool is_exact() const { return m_forms == DateForms::exact; }
  bool starts_with_digit() const { return !m_rest.empty() && is_digit(m_rest.front()); }

  std::string_view m_rest;
  DateForms m_forms;
  std::optional<int> m_year;
  std::optional<int> m_month;
  std::optional<int> m_day;
  std::optional<int> m_clock;  ///< in seconds
  std::optional<int> m_zone;
};

/// "1767882620 +0100", with or without an '@' before it.
std::optional<Time> parse_seconds(std::string_view text, DateForms forms) {
  constexpr std::size_t k_most_digits = 18;
  const bool is_marked = consume(text, "@");
  // Fewer digits without the mark may be a year or a day, as git reads them.
  const std::size_t least = is_marked ? 1 : forms == DateForms::loose ? 8 : 9;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits < least || digits > k_most_digits) return std::nullopt;
  Time time;
  for (const char digit : text.substr(0, digits)) time.seconds = time.seconds * 10 + (digit - '0');
  const std::string_view zone = trim(text.substr(digits));
  if (zone.empty()) return time;
  const auto offset = numeric_zone(zone);
  const auto named_offset = offset ? offset : named_zone(zone);
  if (!named_offset) return std::nullopt;
  time.offset_minutes = *named_offset;
  return time;
}

std::optional<Time> parse_parts(std::string_view text, DateForms forms) {
  if (text.ends_with(')')) text = text.substr(0, text.rfind('('));  // "(CET)" repeats what "+0100" said
  DateReader reader(text, forms);
  return reader.read() ? reader.time() : std::nullopt;
}

/// What a commit can hold and a mail can show: from 1970 on, and with a year of four digits.
bool is_within_bounds(const Time& time) {
  constexpr std::int64_t k_last_second = 253'402'214'399;  // a day before the year 10000, so that it is so in any zone
  return time.seconds >= 0 && time.seconds <= k_last_second;
}

}  // namespace

std::string format_rfc2822(Time time) {
  const CivilTime civil = civil_time(time);
  const int offset = std::abs(time.offset_minutes);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}", k_weekdays[civil.weekday.c_encoding()],
                     static_cast<unsigned>(civil.date.day()), k_months[static_cast<unsigned>(civil.date.month()) - 1],
                     static_cast<int>(civil.date.year()), civil.hour, civil.minute, civil.second,
                     time.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

std::string format_iso8601(Time time) {
  const CivilTime civil = civil_time(time);
  const int offset = std::abs(time.offset_minutes);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(civil.date.year()),
                     static_cast<unsigned>(civil.date.month()), static_cast<unsigned>(civil.date.day()), civil.hour,
                     civil.minute, civil.second, time.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

std::optional<Time> parse_date(std::string_view text, DateForms forms) {
  text = trim(text);
  std::optional<Time> time = parse_seconds(text, forms);
  if (!time) time = parse_parts(text, forms);
  if (forms == DateForms::loose && time && !is_within_bounds(*time)) return std::nullopt;
  return time;
}

Time now() {
  const std::time_t seconds = std::time(nullptr);
  return {seconds, local_offset_minutes(seconds)};
}

}  // namespace mlxpatch::git
