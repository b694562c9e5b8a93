#pragma once

#include <mlxpatch/report/dependencies.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Dependencies& dependencies);

}  // namespace mlxpatch::ui
