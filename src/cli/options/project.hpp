#pragma once

#include <filesystem>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_init(Flags& flags, Options& options);
void declare_pick(Flags& flags, Options& options);
void declare_import(Flags& flags, Options& options);
void declare_export(Flags& flags, Options& options);
void declare_install(Flags& flags, Options& options);
void declare_pristine(Flags& flags, Options& options);
void declare_demo(Flags& flags, Options& options);

void finish_init(Options& options, const std::filesystem::path& directory);
void finish_import(Options& options, const std::filesystem::path& directory);
void finish_export(Options& options, const std::filesystem::path& directory);
void finish_pristine(Options& options, const std::filesystem::path& directory);
void finish_demo(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
