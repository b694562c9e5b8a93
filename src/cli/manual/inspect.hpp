#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the commands that only look do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view status;
extern const std::string_view log;
extern const std::string_view why;
extern const std::string_view diff;
extern const std::string_view history;
extern const std::string_view doctor;
extern const std::string_view verify;

}  // namespace mlxpatch::cli::manual
