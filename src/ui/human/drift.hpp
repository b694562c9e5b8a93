#pragma once

#include <mlxpatch/report/drift.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// Where the branch and the patch files differ; nothing if they do not.
void show_drift(Page& page, const report::Drift& drift);

}  // namespace mlxpatch::ui
