#pragma once

#include <mlxpatch/report/queue_diff.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::QueueDiff& diff);

}  // namespace mlxpatch::ui
