#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the commands around the queue do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view init;
extern const std::string_view install;
extern const std::string_view pick;
extern const std::string_view import_patches;
extern const std::string_view export_patches;
extern const std::string_view pristine;
extern const std::string_view demo;

}  // namespace mlxpatch::cli::manual
