#pragma once

#include <mlxpatch/report/update.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// An update that waits for a person: which patch, which files, which upstream commit, and what to type.
void show_stop(Page& page, const report::Update& update);

}  // namespace mlxpatch::ui
