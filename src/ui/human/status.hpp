#pragma once

#include <mlxpatch/report/result.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Status& status);
void show(Page& page, const report::Check& check);

}  // namespace mlxpatch::ui
