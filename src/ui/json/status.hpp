#pragma once

#include <mlxpatch/report/status.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Status& status);
void put(Json& document, const report::Check& check);
void put(Json& document, const report::Why& why);

}  // namespace mlxpatch::ui
