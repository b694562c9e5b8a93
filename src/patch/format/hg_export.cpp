#include "format/hg_export.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// "1767866400 -3600": seconds, and how many of them the zone is west of UTC.
std::optional<git::Time> read_seconds(std::string_view text) {
  constexpr std::size_t k_longest_day = 86400;
  const std::size_t blank = text.find(' ');
  const std::optional<git::Time> seconds =
      git::parse_date("@" + std::string(text.substr(0, blank)), git::DateForms::loose);
  if (!seconds || blank == std::string_view::npos) return std::nullopt;
  std::string_view zone = text.substr(blank + 1);
  const bool is_east = consume(zone, "-");
  std::size_t west = 0;
  if (!consume_number(zone, west) || !zone.empty() || west > k_longest_day) return std::nullopt;
  const int minutes = static_cast<int>(west / 60);
  return git::Time{seconds->seconds, is_east ? minutes : -minutes};
}

void take_user(const Cursor& cursor, std::string_view text, Message& message) {
  message.author = read_user(text);
  if (!message.author) cursor.refuse("expected \"# User Name <address>\"; found " + shown(cursor.peek()));
}

void take_time(const Cursor& cursor, std::string_view text, Message& message) {
  message.date = read_seconds(trim(text));
  if (!message.date) message.date = git::parse_date(text, git::DateForms::loose);
  if (!message.date) cursor.refuse("expected \"# Date SECONDS OFFSET\"; found " + shown(cursor.peek()));
}

}  // namespace

bool starts_hg_export(const Cursor& cursor) { return trim_end(cursor.peek()) == "# HG changeset patch"; }

void read_hg_export(Cursor& cursor, Message& message) {
  bool has_user = false;
  bool has_date = false;
  for (; !cursor.at_end() && cursor.peek().starts_with('#'); cursor.advance()) {
    std::string_view text = cursor.peek();
    if (!has_user && consume(text, "# User ")) {
      take_user(cursor, text, message);
      has_user = true;
    } else if (!has_date && consume(text, "# Date ")) {
      take_time(cursor, text, message);
      has_date = true;
    }
  }
  while (!cursor.at_end() && cursor.peek().empty()) cursor.advance();
  const bool has_text = !cursor.at_end() && !is_separator(cursor.peek()) && !starts_diff(cursor);
  if (has_text) message.subject.reset();
}

}  // namespace mlxpatch::patch
