#pragma once

#include <mlxpatch/report/history.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Log& log);
void show(Page& page, const report::Undo& undo);
void show(Page& page, const report::History& history);

}  // namespace mlxpatch::ui
