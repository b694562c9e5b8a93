#pragma once

#include <mlxpatch/report/queue_diff.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::QueueDiff& diff);

}  // namespace mlxpatch::ui
