#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the everyday commands do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view setup;
extern const std::string_view update;
extern const std::string_view regen;
extern const std::string_view check;

}  // namespace mlxpatch::cli::manual
