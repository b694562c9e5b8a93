#pragma once

#include <mlxpatch/report/absorb.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Absorb& absorb);

}  // namespace mlxpatch::ui
