#include "format/diff_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/strip_level.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/file_checks.hpp"
#include "format/format_patch_line.hpp"
#include "format/git_header.hpp"
#include "format/heading.hpp"
#include "format/hunk_reader.hpp"
#include "format/lines.hpp"
#include "format/plain_header.hpp"
#include "format/unusable_diff.hpp"

namespace mlxpatch::patch {
namespace {

/// Whether `format-patch --base` appended the line.
bool is_base_note(std::string_view line) {
  return line.starts_with("base-commit: ") || line.starts_with("prerequisite-patch-id: ");
}

/// Reads what follows the diffs. None of it is ever applied, so nothing in it may look as if it were. A signature of
/// one line, as git's version is, is all that may be left out without a word.
void read_tail(Cursor& cursor, std::vector<std::string>& notes) {
  const std::size_t first = cursor.number();
  bool in_signature = false;
  bool is_signed = false;
  bool noted = false;
  for (; !cursor.at_end(); cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (starts_diff(cursor) || line.starts_with("@@ -")) {
      const std::string what = in_signature ? "a signature" : "text";
      cursor.refuse("a diff follows " + what + " that ends the patch in line " + std::to_string(first) +
                    "; expected nothing more to apply");
    }
    if (is_format_patch_line(line))
      cursor.refuse("a mail begins here, but its header is missing; the file may be cut off");
    if (!in_signature && (line == "-- " || line == "--")) {
      in_signature = true;
      continue;
    }
    if (noted || trim(line).empty() || is_base_note(line)) continue;
    if (in_signature && !is_signed) {
      is_signed = true;
      continue;
    }
    const std::string where = in_signature ? "the text below the signature" : "the text after the last hunk";
    notes.push_back(where + ", from line " + std::to_string(cursor.number()) + " on, was left out");
    noted = true;
  }
}

/// Gives all files their paths, by one strip level.
void name_files(const Cursor& cursor, DiffText& diff, const ReadOptions& options) {
  diff.strip = options.strip.value_or(suggested_strip(diff.files));
  FileChecks checks(cursor.name(), options.max_path_parts);
  for (FilePatch& file : diff.files) {
    std::optional<FilePaths> paths = paths_at(file, diff.strip, options.directory);
    if (!paths) {
      cursor.refuse_at(file.source_line, "the names mean two different files, or -p" + std::to_string(diff.strip) +
                                             " leaves nothing of them: " + shown(file.old_name) + " and " +
                                             shown(file.new_name));
    }
    file.old_path = std::move(paths->old_path);
    file.new_path = std::move(paths->new_path);
    checks.check(file);
  }
}

}  // namespace

bool starts_diff(const Cursor& cursor) {
  const std::string_view line = cursor.peek();
  return line.starts_with("diff --git ") || starts_plain_file(cursor) || is_heading(cursor) ||
         !unusable_diff(cursor).empty();
}

DiffText read_diff(Cursor& cursor, const ReadOptions& options) {
  DiffText diff;
  while (!cursor.at_end()) {
    const std::string_view line = cursor.peek();
    if (const std::string_view reason = unusable_diff(cursor); !reason.empty()) cursor.refuse(std::string(reason));
    if (line.starts_with("diff --git ")) {
      diff.files.push_back(read_git_file(cursor, options, diff.notes));
    } else if (starts_plain_file(cursor)) {
      diff.files.push_back(read_plain_file(cursor));
    } else if (line.starts_with("Only in ")) {
      diff.notes.push_back("line " + std::to_string(cursor.number()) +
                           " names a file that the patch does not contain: " + std::string(line));
      cursor.advance();
    } else if (trim(line).empty() || is_heading(cursor)) {
      cursor.advance();
    } else {
      refuse_surplus_line(cursor);
      read_tail(cursor, diff.notes);
    }
  }
  name_files(cursor, diff, options);
  return diff;
}

}  // namespace mlxpatch::patch
