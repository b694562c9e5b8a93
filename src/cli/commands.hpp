#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <mlxpatch/ops/operations.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

#include "options.hpp"

namespace mlxpatch::cli {

enum class Group { main_road, looking, conflicts, project, plumbing };

/// One command: a row of the table in commands.cpp.
struct Command {
  std::string_view name;
  Group group;
  std::string_view summary;  ///< one line, for the overview
  /// Adds its flags, bound to `options`.
  void (*declare)(Flags& flags, Options& options);
  /// Called when all is parsed: what one flag implies for another, and relative paths taken from `directory`.
  void (*finish)(Options& options, const std::filesystem::path& directory);
  report::Result (*run)(const ops::Place& place, const Options& options, report::Reporter& reporter);
};

/// All commands in the order of the overview.
const std::vector<Command>& commands();
/// Null where there is none of that name.
const Command* find_command(std::string_view name);

}  // namespace mlxpatch::cli
