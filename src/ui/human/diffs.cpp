#include "human/diffs.hpp"

#include <string>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show_both_diffs(Page& page, const std::string& upstream_diff, const std::string& patch_diff) {
  if (!upstream_diff.empty()) {
    page.section("What upstream changed there:");
    page.diff(upstream_diff);
  }
  if (!patch_diff.empty()) {
    page.section("What your patch wants there:");
    page.diff(patch_diff);
  }
}

}  // namespace mlxpatch::ui
