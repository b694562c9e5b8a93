#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the commands for a stopped or regretted update do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view draft;
extern const std::string_view continue_update;
extern const std::string_view skip;
extern const std::string_view finish;
extern const std::string_view abort;
extern const std::string_view undo;
extern const std::string_view redo;
extern const std::string_view resolutions;

}  // namespace mlxpatch::cli::manual
