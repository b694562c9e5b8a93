#include "format/heading.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_git_diff = "diff --git ";

bool is_ruler(std::string_view line) {
  return line.size() >= 4 && line.find_first_not_of('=') == std::string_view::npos;
}

/// "diff -ru a b", "diff '--color=auto' -ru a b", "diff a/x b/x": the command of a diff that is not git's.
bool is_command(std::string_view line) {
  constexpr std::array<std::string_view, 3> k_not{k_git_diff, "diff --cc ", "diff --combined "};
  return line.starts_with("diff ") &&
         std::none_of(k_not.begin(), k_not.end(), [line](std::string_view start) { return line.starts_with(start); });
}

/// What is left of a git diff without its first line. Another mode than a file's usual one would be lost.
bool is_rest_of_git_header(std::string_view line) {
  if (line == "new file mode 100644" || line == "deleted file mode 100644") return true;
  if (!consume(line, "index ")) return false;
  return line.substr(0, line.find(' ')).find("..") != std::string_view::npos;
}

bool names_a_file(std::string_view line) {
  constexpr std::array<std::string_view, 6> k_starts{"Index: ",  "=== ",         "RCS file: ", "retrieving revision ",
                                                     "Prereq: ", "only in patch"};
  constexpr std::array<std::string_view, 3> k_words{"diff", "unchanged:", "reverted:"};
  const bool is_perforce = line.starts_with("==== ") && line.ends_with(" ====");
  return is_ruler(line) || is_command(line) || is_perforce || is_rest_of_git_header(line) ||
         std::find(k_words.begin(), k_words.end(), line) != k_words.end() ||
         std::any_of(k_starts.begin(), k_starts.end(),
                     [line](std::string_view start) { return line.starts_with(start); });
}

}  // namespace

bool starts_plain_file(const Cursor& cursor, std::size_t ahead) {
  return cursor.peek(ahead).starts_with("--- ") && cursor.peek(ahead + 1).starts_with("+++ ");
}

bool says_binary_differs(std::string_view line) {
  return (line.starts_with("Binary files ") && line.ends_with(" differ")) ||
         (line.starts_with("Binary file ") && line.ends_with(" has changed")) ||
         line == "Cannot display: file marked as a binary type.";
}

bool is_heading(const Cursor& cursor) {
  constexpr std::size_t k_most_lines = 8;
  const std::string_view line = cursor.peek();
  if (!names_a_file(line)) return false;
  // Of an empty new file svn writes no more than these two lines.
  if (line.starts_with("Index: ") && is_ruler(cursor.peek(1))) return true;
  for (std::size_t ahead = 1; ahead <= k_most_lines; ++ahead) {
    const std::string_view next = cursor.peek(ahead);
    if (starts_plain_file(cursor, ahead) || says_binary_differs(next) || next.starts_with(k_git_diff)) return true;
    if (!names_a_file(next)) return false;
  }
  return false;
}

}  // namespace mlxpatch::patch
