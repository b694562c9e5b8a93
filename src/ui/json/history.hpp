#pragma once

#include <mlxpatch/report/history.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Log& log);
void put(Json& document, const report::Undo& undo);
void put(Json& document, const report::History& history);

}  // namespace mlxpatch::ui
