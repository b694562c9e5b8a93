#pragma once

#include <mlxpatch/report/status.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Status& status);
void show(Page& page, const report::Check& check);

}  // namespace mlxpatch::ui
