#pragma once

#include <array>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "flags.hpp"

namespace mlxpatch::cli {

struct ExitCode {
  int code;
  std::string_view meaning;
};

/// What each exit code means, whichever command ends with it.
constexpr std::array<ExitCode, 6> k_exit_codes = {{
    {0, "done"},
    {1, "it could not be done; everything is as before"},
    {2, "wrong usage, or an error in mlxpatch.toml"},
    {3, "stopped at a conflict that a person has to resolve"},
    {4, "a check or a verification failed"},
    {130, "interrupted; everything is as before"},
}};

struct GroupTitle {
  Group group;
  std::string_view title;
};

/// The groups of the overview, in its order.
constexpr std::array<GroupTitle, 6> k_group_titles = {{
    {Group::everyday, "Everyday: set up once, update now and then, regen after fixes, check in CI"},
    {Group::inspect, "Inspect"},
    {Group::conflict, "When an update stops, or went wrong"},
    {Group::queue, "Edit the queue"},
    {Group::project, "Around the queue"},
    {Group::plumbing, "Plumbing: for any git repository, without an mlxpatch.toml"},
}};

/// "mlxpatch 0.1.0"
std::string version_text();
/// What `mlxpatch` alone prints: the commands by group, and the options that every command takes.
std::string overview(const Flags& global);
/// "mlxpatch replay --onto REV [OPTIONS] BASE..TIP"
std::string usage_line(const Command& command, const Flags& flags);
/// What `mlxpatch help NAME` prints: summary, usage, options and manual.
std::string command_help(const Command& command, const Flags& flags);

}  // namespace mlxpatch::cli
