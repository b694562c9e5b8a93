#include <mlxpatch/git/date.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>

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

/// The wall clock at that place. A time outside the years 0 to 9999 is shown as 1970-01-01 UTC, as git does with what
/// its clock can't hold; one at a place more than a day from Greenwich is shown in UTC.
CivilTime civil_time(Time& time) {
  constexpr std::int64_t k_first = -62167219200;   // 0000-01-01
  constexpr std::int64_t k_behind = 253402300800;  // 10000-01-01
  if (time.seconds < k_first + k_seconds_a_day || time.seconds >= k_behind - k_seconds_a_day) time = Time{};
  if (std::abs(time.offset_minutes) > k_longest_offset_minutes) time.offset_minutes = 0;
  const std::chrono::sys_seconds local{std::chrono::seconds(time.seconds + std::int64_t{60} * time.offset_minutes)};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock(local - day);
  return {std::chrono::year_month_day(day), std::chrono::weekday(day), static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

/// Reads pieces of a date from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_rest(text) {}

  bool at_end() const { return m_rest.empty(); }
  bool take(std::string_view word) {
    if (!m_rest.starts_with(word)) return false;
    m_rest.remove_prefix(word.size());
    return true;
  }
  void skip_spaces() {
    while (take(" ")) continue;
  }
  /// A number of at least `least` and at most `most` digits.
  std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
    std::size_t length = 0;
    while (length < m_rest.size() && length < most && m_rest[length] >= '0' && m_rest[length] <= '9') ++length;
    if (length < least) return std::nullopt;
    std::int64_t value = 0;
    if (std::from_chars(m_rest.data(), m_rest.data() + length, value).ec != std::errc()) return std::nullopt;
    m_rest.remove_prefix(length);
    return value;
  }
  /// "+hhmm", "-hh:mm", "Z" or "GMT" as minutes east of UTC.
  std::optional<int> zone() {
    if (take("Z") || take("GMT") || take("UTC")) return 0;
    const bool east = take("+");
    if (!east && !take("-")) return std::nullopt;
    const auto hours = number(2, 2);
    take(":");
    const auto minutes = number(2, 2);
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    const int offset = static_cast<int>(*hours * 60 + *minutes);
    if (offset > k_longest_offset_minutes) return std::nullopt;
    return east ? offset : -offset;
  }
  template <std::size_t N>
  std::optional<unsigned> one_of(const std::array<std::string_view, N>& words) {
    for (unsigned i = 0; i < N; ++i) {
      if (take(words[i])) return i;
    }
    return std::nullopt;
  }

 private:
  std::string_view m_rest;
};

int local_offset_minutes(std::time_t when) {
  std::tm local{};
  return localtime_r(&when, &local) ? static_cast<int>(local.tm_gmtoff / 60) : 0;
}

/// "hh:mm[:ss]" in seconds.
std::optional<std::int64_t> scan_clock(Scanner& scanner) {
  const auto hour = scanner.number(1, 2);
  if (!hour || !scanner.take(":")) return std::nullopt;
  const auto minute = scanner.number(2, 2);
  if (!minute) return std::nullopt;
  std::int64_t second = 0;
  if (scanner.take(":")) {
    const auto seconds = scanner.number(2, 2);
    if (!seconds) return std::nullopt;
    second = *seconds;
    if (scanner.take(".")) scanner.number(1, 9);
  }
  if (*hour > 24 || *minute > 59 || second > 60) return std::nullopt;
  return (*hour * 60 + *minute) * 60 + second;
}

std::optional<Time> finish(std::chrono::year_month_day date, std::int64_t clock, Scanner& scanner) {
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t wall = days * k_seconds_a_day + clock;
  scanner.skip_spaces();
  if (scanner.at_end()) {
    std::tm local{};
    const std::time_t as_if_utc = wall;
    if (!gmtime_r(&as_if_utc, &local)) return std::nullopt;
    local.tm_isdst = -1;
    const std::time_t seconds = std::mktime(&local);
    return Time{seconds, local_offset_minutes(seconds)};
  }
  const auto zone = scanner.zone();
  if (!zone || !scanner.at_end()) return std::nullopt;
  return Time{wall - std::int64_t{60} * *zone, *zone};
}

std::optional<Time> parse_seconds(std::string_view text) {
  Scanner scanner(text);
  const bool marked = scanner.take("@");
  // Fewer digits without the mark may be a year or a day, as git reads them.
  const auto seconds = scanner.number(marked ? 1 : 9, 18);
  if (!seconds) return std::nullopt;
  scanner.skip_spaces();
  if (scanner.at_end()) return Time{*seconds, 0};
  const auto zone = scanner.zone();
  if (!zone || !scanner.at_end()) return std::nullopt;
  return Time{*seconds, *zone};
}

std::optional<Time> parse_iso8601(std::string_view text) {
  Scanner scanner(text);
  const auto year = scanner.number(4, 4);
  if (!year || !scanner.take("-")) return std::nullopt;
  const auto month = scanner.number(2, 2);
  if (!month || !scanner.take("-")) return std::nullopt;
  const auto day = scanner.number(2, 2);
  if (!day || !(scanner.take("T") || scanner.take(" "))) return std::nullopt;
  const auto clock = scan_clock(scanner);
  if (!clock) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return finish(date, *clock, scanner);
}

std::optional<Time> parse_rfc2822(std::string_view text) {
  Scanner scanner(text);
  if (scanner.one_of(k_weekdays)) {
    scanner.take(",");
    scanner.skip_spaces();
  }
  const auto day = scanner.number(1, 2);
  scanner.skip_spaces();
  const auto month = scanner.one_of(k_months);
  scanner.skip_spaces();
  const auto year = scanner.number(4, 4);
  scanner.skip_spaces();
  if (!day || !month || !year) return std::nullopt;
  const auto clock = scan_clock(scanner);
  if (!clock) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return finish(date, *clock, scanner);
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

std::optional<Time> parse_date(std::string_view text) {
  text = trim(text);
  if (auto time = parse_seconds(text)) return time;
  if (auto time = parse_iso8601(text)) return time;
  return parse_rfc2822(text);
}

Time now() {
  const std::time_t seconds = std::time(nullptr);
  return {seconds, local_offset_minutes(seconds)};
}

}  // namespace mlxpatch::git
