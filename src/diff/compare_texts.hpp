#pragma once

#include <string_view>

#include <git2.h>

namespace mlxpatch::diff {

/// What is called for the hunks and lines of a comparison; either may be null.
struct CompareCalls {
  git_diff_hunk_cb hunk = nullptr;
  git_diff_line_cb line = nullptr;
  void* payload = nullptr;
};

/// The settings for two texts of any size, whatever is in them.
git_diff_options text_options();

/// Compares by the library.
void compare_texts(std::string_view before, std::string_view after, const git_diff_options& options,
                   const CompareCalls& calls);

}  // namespace mlxpatch::diff
