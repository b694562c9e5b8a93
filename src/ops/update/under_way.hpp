#pragma once

#include <vector>

#include <mlxpatch/report/next_step.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// What can be done about an update or a pick that is stopped, or about a git operation of the person's own; empty if
/// nothing is under way. As long as something is, the commands that move the branch or write the files refuse to start:
/// these steps are advised in their place.
std::vector<report::NextStep> steps_under_way(Fork& fork);

/// What comes after a stop at a patch that is to be edited.
std::vector<report::NextStep> steps_at_edited_patch(Fork& fork);

}  // namespace mlxpatch::ops
