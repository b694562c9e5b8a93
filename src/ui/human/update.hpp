#pragma once

#include <mlxpatch/report/update.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Update& update);
void show(Page& page, const report::Abort& abort);
void show(Page& page, const report::Regen& regen);

}  // namespace mlxpatch::ui
