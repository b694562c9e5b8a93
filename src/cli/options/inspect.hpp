#pragma once

#include <filesystem>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_log(Flags& flags, Options& options);
void declare_why(Flags& flags, Options& options);
void declare_diff(Flags& flags, Options& options);
void finish_diff(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
