#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the commands that edit the queue do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view drop;
extern const std::string_view move;

}  // namespace mlxpatch::cli::manual
