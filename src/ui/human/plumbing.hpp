#pragma once

#include <mlxpatch/report/plumbing.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Am& am);
void show(Page& page, const report::FormatPatch& format_patch);
void show(Page& page, const report::ReplayRun& run);
void show(Page& page, const report::CulpritRun& culprit);

}  // namespace mlxpatch::ui
