#pragma once

#include <string>
#include <string_view>

#include "commands.hpp"
#include "flags.hpp"

namespace mlxpatch::cli {

/// "mlxpatch 0.1.0"
std::string version_text();
/// What `mlxpatch` alone says: the commands by group, and the options that each one takes.
std::string overview(const Flags& global);
/// `mlxpatch NAME --help`.
std::string command_help(const Command& command, const Flags& flags);

/// What a command does, its exit codes where they are not obvious, and examples; each line at most 80 wide.
std::string_view manual_of(std::string_view command);

}  // namespace mlxpatch::cli
