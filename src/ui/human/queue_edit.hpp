#pragma once

#include <mlxpatch/report/queue_edit.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::QueueEdit& edit);

}  // namespace mlxpatch::ui
