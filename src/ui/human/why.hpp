#pragma once

#include <mlxpatch/report/result.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Why& why);

}  // namespace mlxpatch::ui
