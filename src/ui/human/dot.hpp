#pragma once

#include <mlxpatch/report/dependencies.hpp>

#include "human/page.hpp"

namespace mlxpatch::ui {

/// The dependencies as a graph for Graphviz' `dot`, with an arrow from each patch to those that it needs directly. If
/// patches were asked for, of them and all that they need or that need them.
void show_dot(Page& page, const report::Dependencies& dependencies);

}  // namespace mlxpatch::ui
