#pragma once

#include <mlxpatch/report/status.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Why& why);

}  // namespace mlxpatch::ui
