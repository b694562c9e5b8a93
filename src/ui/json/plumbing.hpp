#pragma once

#include <mlxpatch/report/plumbing.hpp>

#include "json/values.hpp"

namespace mlxpatch::ui {

void put(Json& document, const report::Am& am);
void put(Json& document, const report::FormatPatch& format_patch);
void put(Json& document, const report::ReplayRun& run);
void put(Json& document, const report::CulpritRun& culprit);

}  // namespace mlxpatch::ui
