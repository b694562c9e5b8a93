#pragma once

#include <mlxpatch/report/exchange.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Import& import_result);
void show(Page& page, const report::Export& export_result);

}  // namespace mlxpatch::ui
