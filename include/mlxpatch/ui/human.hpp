#pragma once

#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/ui/terminal_style.hpp>

namespace mlxpatch::ui {

/// The whole text for stdout, empty or ending in a newline. Text from repositories is escaped.
std::string human(const report::Result& result, TerminalStyle style);

/// The text for stderr: "mlxpatch: <doing>: <what>", places, hints.
std::string human(const Error& error, TerminalStyle style);

}  // namespace mlxpatch::ui
