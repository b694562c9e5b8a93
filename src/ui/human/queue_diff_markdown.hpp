#pragma once

#include <mlxpatch/report/queue_diff.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// The comparison for the description of a pull request, in GitHub's Markdown: each changed patch folds out its diff.
/// Whatever the patches hold, it stays text: it ends no fence, and makes no link, mention or markup.
void show_markdown(Page& page, const report::QueueDiff& diff);

}  // namespace mlxpatch::ui
