#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the plumbing does, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view am;
extern const std::string_view format_patch;
extern const std::string_view replay;
extern const std::string_view culprit;

}  // namespace mlxpatch::cli::manual
