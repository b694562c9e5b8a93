#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/edit/drop.hpp>
#include <mlxpatch/ops/edit/move.hpp>
#include <mlxpatch/ops/exchange/export.hpp>
#include <mlxpatch/ops/exchange/import.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/init/init.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>

#include "flags.hpp"

namespace mlxpatch::cli {

/// The options of `why`.
struct WhyOptions {
  std::string patch;
};

/// The options of the one command that is run; std::monostate for those that take none.
using Options =
    std::variant<std::monostate, ops::InitOptions, ops::SetupOptions, ops::UpdateOptions, ops::PickOptions,
                 ops::RegenOptions, ops::ImportOptions, ops::ExportOptions, ops::CheckOptions, ops::InstallOptions,
                 ops::LogOptions, ops::PristineOptions, WhyOptions, ops::DemoOptions, ops::DropOptions,
                 ops::MoveOptions, ops::AmOptions, ops::FormatPatchOptions, ops::ReplayOptions, ops::CulpritOptions>;

// Each declare_* adds what one command takes; each finish_* does what has to wait until everything is parsed.
void declare_nothing(Flags& flags, Options& options);
void declare_init(Flags& flags, Options& options);
void declare_setup(Flags& flags, Options& options);
void declare_update(Flags& flags, Options& options);
void declare_pick(Flags& flags, Options& options);
void declare_regen(Flags& flags, Options& options);
void declare_import(Flags& flags, Options& options);
void declare_export(Flags& flags, Options& options);
void declare_check(Flags& flags, Options& options);
void declare_install(Flags& flags, Options& options);
void declare_log(Flags& flags, Options& options);
void declare_pristine(Flags& flags, Options& options);
void declare_why(Flags& flags, Options& options);
void declare_demo(Flags& flags, Options& options);
void declare_drop(Flags& flags, Options& options);
void declare_move(Flags& flags, Options& options);
void declare_am(Flags& flags, Options& options);
void declare_format_patch(Flags& flags, Options& options);
void declare_replay(Flags& flags, Options& options);
void declare_culprit(Flags& flags, Options& options);

void finish_nothing(Options& options, const std::filesystem::path& directory);
void finish_init(Options& options, const std::filesystem::path& directory);
void finish_update(Options& options, const std::filesystem::path& directory);
void finish_import(Options& options, const std::filesystem::path& directory);
void finish_export(Options& options, const std::filesystem::path& directory);
void finish_pristine(Options& options, const std::filesystem::path& directory);
void finish_demo(Options& options, const std::filesystem::path& directory);
void finish_move(Options& options, const std::filesystem::path& directory);
void finish_am(Options& options, const std::filesystem::path& directory);
void finish_format_patch(Options& options, const std::filesystem::path& directory);
void finish_replay(Options& options, const std::filesystem::path& directory);
void finish_culprit(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
