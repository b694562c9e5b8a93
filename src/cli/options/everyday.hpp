#pragma once

#include <filesystem>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_setup(Flags& flags, Options& options);
void declare_update(Flags& flags, Options& options);
void declare_regen(Flags& flags, Options& options);
void declare_check(Flags& flags, Options& options);

void finish_update(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
