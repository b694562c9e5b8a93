#pragma once

#include <mlxpatch/report/dependencies.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Dependencies& dependencies);

}  // namespace mlxpatch::ui
