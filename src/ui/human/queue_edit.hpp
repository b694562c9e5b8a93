#pragma once

#include <mlxpatch/report/queue_edit.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::QueueEdit& edit);
void show(Page& page, const report::EditedPatch& patch);
/// What follows what is the command's own: files, audit, notes and next steps.
void show_end(Page& page, const report::QueueEdit& edit);

}  // namespace mlxpatch::ui
