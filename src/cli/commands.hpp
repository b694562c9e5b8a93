#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

enum class Group { everyday, inspect, conflict, queue, project, plumbing };

/// One command: a row of the table in commands.cpp.
struct Command {
  std::string_view name;
  Group group;
  std::string_view summary;  ///< one line without a full stop, for the overview
  /// What it does, what it changes, its exit codes unless they are the usual ones, examples, and what to do if it
  /// fails. Markdown that reads well in a terminal too, at most 80 columns wide: `help` prints it as it is, and the
  /// pages in docs/commands have it word for word.
  std::string_view manual;
  /// Adds its flags, bound to `options`.
  void (*declare)(Flags& flags, Options& options);
  /// Called when everything is parsed: applies what one flag implies for another, refuses flags that contradict each
  /// other, and resolves relative paths against `directory`.
  void (*finish)(Options& options, const std::filesystem::path& directory);
  report::Result (*run)(const ops::Invocation& place, const Options& options, report::Reporter& reporter);
};

/// All commands, in the order of the overview.
std::span<const Command> commands();
/// Null if there is no command of that name.
const Command* find_command(std::string_view name);

}  // namespace mlxpatch::cli
