#pragma once

#include <mlxpatch/report/queue_edit.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::QueueEdit& edit);
void put(Json& document, const report::EditedPatch& patch);

}  // namespace mlxpatch::ui
