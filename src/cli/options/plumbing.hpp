#pragma once

#include <filesystem>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_am(Flags& flags, Options& options);
void declare_format_patch(Flags& flags, Options& options);
void declare_replay(Flags& flags, Options& options);
void declare_culprit(Flags& flags, Options& options);

void finish_am(Options& options, const std::filesystem::path& directory);
void finish_format_patch(Options& options, const std::filesystem::path& directory);
void finish_replay(Options& options, const std::filesystem::path& directory);
void finish_culprit(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
