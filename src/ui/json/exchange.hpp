#pragma once

#include <mlxpatch/report/exchange.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Import& import_result);
void put(Json& document, const report::Export& export_result);

}  // namespace mlxpatch::ui
