#include "format/plain_header.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/quoting.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/hunk_reader.hpp"
#include "format/lines.hpp"
#include "format/timestamp.hpp"

namespace mlxpatch::patch {
namespace {

/// The file that a "---" or "+++" line names.
struct Side {
  std::string name;
  bool is_absent = false;  ///< /dev/null, or the timestamp 0 that diff -N gives a missing file
};

bool is_epoch(std::string_view timestamp) {
  const std::optional<git::Time> time = git::parse_date(trim(timestamp), git::DateForms::loose);
  return time && time->seconds == 0;
}

Side read_side(const Cursor& cursor, std::string_view text) {
  text.remove_prefix(4);
  Side side;
  std::string_view timestamp;
  if (text.starts_with('"')) {
    const std::optional<std::string> name = consume_quoted_path(text);
    if (!name) cursor.refuse("the file name is not quoted as git does it");
    side.name = *name;
    timestamp = text;
  } else {
    const NameAndStamp split = split_stamp(text);
    side.name = split.name;
    timestamp = split.stamp;
  }
  if (side.name.empty()) cursor.refuse("expected a file name");
  side.is_absent = side.name == "/dev/null" || is_epoch(timestamp);
  return side;
}

/// The name without the suffix that people give a copy of the old file.
std::string_view without_copy_suffix(std::string_view name) {
  constexpr std::array<std::string_view, 4> k_suffixes{".orig", ".old", ".bak", "~"};
  for (const std::string_view suffix : k_suffixes) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

std::string_view first_part(std::string_view name) { return name.substr(0, name.find('/')); }

}  // namespace

std::string PlainNames::stripped(std::string_view name) const {
  for (int part = 0; part < m_strip; ++part) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {};
    name.remove_prefix(slash + 1);
    while (name.starts_with('/')) name.remove_prefix(1);
  }
  return std::string(name);
}

std::string PlainNames::common_path(std::string_view old_name, std::string_view new_name) {
  const std::string_view plain_old = without_copy_suffix(old_name);
  // An absolute name has an empty first part, which -p1 strips.
  const bool shares_first_part = !new_name.starts_with('/') && first_part(plain_old) == first_part(new_name);
  if (m_strip == 1 && shares_first_part) {
    m_took_whole_names = true;
    return plain_old == new_name || old_name == new_name ? std::string(new_name) : std::string();
  }
  const std::string path = stripped(new_name);
  return stripped(old_name) == path || stripped(plain_old) == path ? path : std::string();
}

std::string PlainNames::single_path(std::string_view name) {
  const bool is_prefixed = name.starts_with("a/") || name.starts_with("b/");
  const bool is_whole =
      m_strip == 1 && !is_prefixed && (m_took_whole_names || name.find('/') == std::string_view::npos);
  if (!is_whole) return stripped(name);
  m_took_whole_names = true;
  return std::string(name);
}

FilePatch read_plain_file(Cursor& cursor, PlainNames& names) {
  FilePatch file;
  file.source_line = cursor.number();
  const Side old_side = read_side(cursor, cursor.peek());
  cursor.advance();
  const Side new_side = read_side(cursor, cursor.peek());
  cursor.advance();
  file.hunks = read_hunks(cursor);
  if (file.hunks.empty()) cursor.refuse("expected a hunk, \"@@ -1,3 +1,4 @@\"; found " + shown(cursor.peek()));
  const bool is_alone = file.hunks.size() == 1;
  if (old_side.is_absent && is_alone && file.hunks.front().old_count == 0) {
    file.action = FileAction::create;
    file.new_path = names.single_path(new_side.name);
  } else if (new_side.is_absent && is_alone && file.hunks.front().new_count == 0) {
    file.action = FileAction::remove;
    file.old_path = names.single_path(old_side.name);
  } else {
    file.old_path = file.new_path = names.common_path(old_side.name, new_side.name);
  }
  if (file.old_path.empty() && file.new_path.empty()) {
    cursor.refuse_at(file.source_line, "\"---\" and \"+++\" name two different files, or -pN leaves nothing of them: " +
                                           shown(old_side.name) + " and " + shown(new_side.name));
  }
  return file;
}

}  // namespace mlxpatch::patch
