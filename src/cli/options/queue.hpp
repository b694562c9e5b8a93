#pragma once

#include <filesystem>

#include <mlxpatch/ops/resolutions.hpp>

#include "flags.hpp"
#include "options.hpp"

namespace mlxpatch::cli {

void declare_new(Flags& flags, Options& options);
void declare_absorb(Flags& flags, Options& options);
void declare_edit(Flags& flags, Options& options);
void declare_deps(Flags& flags, Options& options);
void declare_drop(Flags& flags, Options& options);
void declare_move(Flags& flags, Options& options);
void declare_fold(Flags& flags, Options& options);
void declare_split(Flags& flags, Options& options);
void declare_reword(Flags& flags, Options& options);
void declare_rename(Flags& flags, Options& options);

void declare_resolutions(Flags& flags, Options& options);

void finish_resolutions(Options& options, const std::filesystem::path& directory);
/// What the words mean. Throws Error(usage).
ops::ResolutionsOptions meaning_of(const ResolutionsWords& words);
void finish_move(Options& options, const std::filesystem::path& directory);
void finish_split(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
