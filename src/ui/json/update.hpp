#pragma once

#include <mlxpatch/report/update.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Update& update);
void put(Json& document, const report::Abort& abort);
void put(Json& document, const report::Regen& regen);

}  // namespace mlxpatch::ui
