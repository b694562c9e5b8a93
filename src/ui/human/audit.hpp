#pragma once

#include <mlxpatch/report/audit.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// What became of the patches, as a sum that has to come out even.
void show_audit(Page& page, const report::Audit& audit);

}  // namespace mlxpatch::ui
