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
#include "format/git_header.hpp"
#include "format/hunk_reader.hpp"
#include "format/lines.hpp"
#include "format/plain_header.hpp"

namespace mlxpatch::patch {
namespace {

bool is_ruler(std::string_view line) {
  return line.size() >= 4 && line.find_first_not_of('=') == std::string_view::npos;
}

bool starts_plain_file(const Cursor& cursor, std::size_t ahead = 0) {
  return cursor.peek(ahead).starts_with("--- ") && cursor.peek(ahead + 1).starts_with("+++ ");
}

bool is_command_line(std::string_view line) { return line.starts_with("diff -") && !line.starts_with("diff --git "); }

bool is_combined(std::string_view line) {
  return line.starts_with("diff --cc ") || line.starts_with("diff --combined ");
}

bool starts_context_diff(const Cursor& cursor) {
  return cursor.peek().starts_with("*** ") && cursor.peek(1).starts_with("--- ") && cursor.peek(2).starts_with("*****");
}

bool says_binary_differs(std::string_view line) {
  return line.starts_with("Binary files ") && line.ends_with(" differ");
}

/// Whether a tool wrote the line before a file's "---" only to name the file once more.
bool is_preamble(const Cursor& cursor) {
  const std::string_view line = cursor.peek();
  if (line.starts_with("Index: ")) return is_ruler(cursor.peek(1)) || starts_plain_file(cursor, 1);
  if (is_command_line(line)) return starts_plain_file(cursor, 1) || says_binary_differs(cursor.peek(1));
  return is_ruler(line) && starts_plain_file(cursor, 1);
}

void refuse_unusable(const Cursor& cursor) {
  const std::string_view line = cursor.peek();
  if (is_combined(line)) cursor.refuse("this is the combined diff of a merge; expected a diff against one parent");
  if (starts_context_diff(cursor)) cursor.refuse("this is a context diff; expected a unified one, as diff -u makes it");
  if (says_binary_differs(line)) {
    cursor.refuse("the content of a binary file is missing; expected a patch made with git diff --binary");
  }
  if (line.starts_with("Submodule ") && line.ends_with(':')) {
    cursor.refuse("this describes a submodule in words; expected a patch made with --submodule=short");
  }
}

/// Whether `format-patch --base` appended the line.
bool is_base_note(std::string_view line) {
  return line.starts_with("base-commit: ") || line.starts_with("prerequisite-patch-id: ");
}

/// Reads what follows the diffs. None of it is ever applied, so nothing in it may look as if it were.
void read_tail(Cursor& cursor, std::vector<std::string>& notes) {
  const std::size_t first = cursor.number();
  bool in_signature = false;
  bool noted = false;
  for (; !cursor.at_end(); cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (starts_diff(cursor) || line.starts_with("@@ -")) {
      const std::string what = in_signature ? "a signature" : "text";
      cursor.refuse("a diff follows " + what + " that ends the patch in line " + std::to_string(first) +
                    "; expected nothing more to apply");
    }
    if (line == "-- " || line == "--") in_signature = true;
    if (in_signature || noted || trim(line).empty() || is_base_note(line)) continue;
    notes.push_back("the text after the last hunk, from line " + std::to_string(cursor.number()) + " on, was left out");
    noted = true;
  }
}

/// Gives all files their paths, by one strip level.
void name_files(const Cursor& cursor, DiffText& diff, const ReadOptions& options) {
  diff.strip = options.strip.value_or(suggested_strip(diff.files));
  FileChecks checks(cursor.name());
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
  return line.starts_with("diff --git ") || is_combined(line) || starts_plain_file(cursor) || is_preamble(cursor) ||
         starts_context_diff(cursor);
}

DiffText read_diff(Cursor& cursor, const ReadOptions& options) {
  DiffText diff;
  while (!cursor.at_end()) {
    const std::string_view line = cursor.peek();
    refuse_unusable(cursor);
    if (line.starts_with("diff --git ")) {
      diff.files.push_back(read_git_file(cursor, options));
    } else if (starts_plain_file(cursor)) {
      diff.files.push_back(read_plain_file(cursor));
    } else if (line.starts_with("Only in ")) {
      diff.notes.push_back("line " + std::to_string(cursor.number()) +
                           " names a file that the patch does not contain: " + std::string(line));
      cursor.advance();
    } else if (line.empty() || is_preamble(cursor)) {
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
