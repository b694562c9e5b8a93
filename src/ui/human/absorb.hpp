#pragma once

#include <mlxpatch/report/absorb.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Absorb& absorb);

}  // namespace mlxpatch::ui
