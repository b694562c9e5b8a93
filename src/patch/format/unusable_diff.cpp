#include "format/unusable_diff.hpp"

#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>

#include "format/heading.hpp"
#include "format/hunk_reader.hpp"
#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

bool is_combined(std::string_view line) {
  return line.starts_with("diff --cc ") || line.starts_with("diff --combined ");
}

bool starts_context_diff(const Cursor& cursor) {
  return cursor.peek().starts_with("*** ") && cursor.peek(1).starts_with("--- ") && cursor.peek(2).starts_with("*****");
}

/// "12" or "12,14".
bool consume_lines(std::string_view& text) {
  std::size_t number = 0;
  if (!consume_number(text, number)) return false;
  return !consume(text, ",") || consume_number(text, number);
}

/// "53c53", "12,14d11", as diff writes without -u.
bool is_normal_hunk_header(std::string_view line) {
  if (!consume_lines(line) || line.empty() || std::string_view("acd").find(line.front()) == std::string_view::npos) {
    return false;
  }
  line.remove_prefix(1);
  return consume_lines(line) && line.empty();
}

bool starts_normal_hunk(const Cursor& cursor) {
  return is_normal_hunk_header(cursor.peek()) && (cursor.peek(1).starts_with("< ") || cursor.peek(1).starts_with("> "));
}

/// "Submodule name 1234567..89abcde:" of git diff --submodule=log.
bool describes_submodule(std::string_view line) {
  if (!line.starts_with("Submodule ") || !line.ends_with(':')) return false;
  const std::string_view ids = line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2);
  return ids.find("..") != std::string_view::npos &&
         ids.find_first_not_of("0123456789abcdef.") == std::string_view::npos;
}

}  // namespace

std::string_view unusable_diff(const Cursor& cursor) {
  const std::string_view line = cursor.peek();
  if (is_combined(line)) return "this is the combined diff of a merge; expected a diff against one parent";
  if (starts_context_diff(cursor)) return "this is a context diff; expected a unified one, as diff -u makes it";
  if (starts_normal_hunk(cursor)) return "this is a diff without context; expected a unified one, as diff -u makes it";
  if (says_binary_differs(line)) {
    return "the content of a binary file is missing; expected a patch made with git diff --binary";
  }
  if (describes_submodule(line)) {
    return "this describes a submodule in words; expected a patch made with --submodule=short";
  }
  if (is_hunk_header(line)) {
    return "a hunk that belongs to no file; expected \"---\" and \"+++\" lines with its names in front of it";
  }
  return {};
}

bool may_start_unusable(std::string_view line) {
  return is_combined(line) || is_normal_hunk_header(line) || says_binary_differs(line) || describes_submodule(line) ||
         is_hunk_header(line);
}

}  // namespace mlxpatch::patch
