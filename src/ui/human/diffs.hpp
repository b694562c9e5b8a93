#pragma once

#include <string>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// What upstream changed and what the patch wants to change, each under a title; an empty one is left out.
void show_both_diffs(Page& page, const std::string& upstream_diff, const std::string& patch_diff);

}  // namespace mlxpatch::ui
