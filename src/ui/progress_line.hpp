#pragma once

#include <cstddef>
#include <string>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

namespace mlxpatch::ui {

/// "Replaying patches  [#####.....]  50%  500/1000" in at most `columns` cells; in a narrow terminal the bar goes
/// first, then the counts, then the stage is cut.
std::string progress_line(const report::Progress& progress, std::size_t columns, const TerminalStyle& style);

}  // namespace mlxpatch::ui
