#pragma once

#include <cstdio>
#include <memory>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

namespace mlxpatch::ui {

/// How much is shown while an operation runs.
enum class Verbosity {
  normal,
  lines,  ///< no progress, which other lines on the same terminal would break up
  quiet,  ///< warnings and results only: no steps, no progress
};

/// Steps and warnings as lines on `stream`, progress as one rewritten line there and only on a terminal. The last
/// progress line is taken away by the destructor.
std::unique_ptr<report::Reporter> make_reporter(Verbosity verbosity, TerminalStyle style, std::FILE* stream = stderr);

}  // namespace mlxpatch::ui
