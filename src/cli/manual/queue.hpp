#pragma once

#include <string_view>

namespace mlxpatch::cli::manual {

// What the commands that edit the queue do, as `help` and docs/commands show it. See Command::manual.
extern const std::string_view new_patch;
extern const std::string_view absorb;
extern const std::string_view edit;
extern const std::string_view deps;
extern const std::string_view drop;
extern const std::string_view move;
extern const std::string_view fold;
extern const std::string_view split;
extern const std::string_view reword;
extern const std::string_view rename;

}  // namespace mlxpatch::cli::manual
