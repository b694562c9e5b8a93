#include "format/plain_header.hpp"

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

}  // namespace

FilePatch read_plain_file(Cursor& cursor) {
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
    file.new_name = new_side.name;
  } else if (new_side.is_absent && is_alone && file.hunks.front().new_count == 0) {
    file.action = FileAction::remove;
    file.old_name = old_side.name;
  } else {
    file.old_name = old_side.name;
    file.new_name = new_side.name;
  }
  return file;
}

}  // namespace mlxpatch::patch
