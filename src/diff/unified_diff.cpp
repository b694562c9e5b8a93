#include <mlxpatch/diff/unified_diff.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <git2.h>

#include "compare_texts.hpp"

namespace mlxpatch::diff {
namespace {

/// How far git looks for a NUL before it treats a file as text.
constexpr std::size_t k_binary_window = 8000;

extern "C" {

int append_hunk_header(const git_diff_delta*, const git_diff_hunk* hunk, void* payload) {
  static_cast<std::string*>(payload)->append(hunk->header, hunk->header_len);
  return 0;
}

int append_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload) {
  auto& text = *static_cast<std::string*>(payload);
  // The marks for a missing newline are lines of their own kinds, which already hold what git prints.
  const bool has_prefix = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
                          line->origin == GIT_DIFF_LINE_DELETION;
  if (has_prefix) text += line->origin;
  text.append(line->content, line->content_len);
  return 0;
}

}  // extern "C"

}  // namespace

bool is_binary(std::string_view bytes) { return bytes.substr(0, k_binary_window).find('\0') != std::string_view::npos; }

std::string unified_hunks(std::string_view before, std::string_view after, std::size_t context) {
  if (before == after) return {};
  git_diff_options options = text_options();
  options.flags |= GIT_DIFF_INDENT_HEURISTIC;
  options.context_lines = static_cast<std::uint32_t>(context);
  std::string text;
  compare_texts(before, after, options, {append_hunk_header, append_line, &text});
  return text;
}

}  // namespace mlxpatch::diff
