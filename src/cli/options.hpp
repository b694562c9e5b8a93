#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/diff_queue.hpp>
#include <mlxpatch/ops/edit/absorb.hpp>
#include <mlxpatch/ops/edit/deps.hpp>
#include <mlxpatch/ops/edit/drop.hpp>
#include <mlxpatch/ops/edit/edit.hpp>
#include <mlxpatch/ops/edit/fold.hpp>
#include <mlxpatch/ops/edit/move.hpp>
#include <mlxpatch/ops/edit/new.hpp>
#include <mlxpatch/ops/edit/reword.hpp>
#include <mlxpatch/ops/edit/split.hpp>
#include <mlxpatch/ops/exchange/export.hpp>
#include <mlxpatch/ops/exchange/import.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/init/init.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/update/draft.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>

#include "flags.hpp"

namespace mlxpatch::cli {

/// The options of `why`.
struct WhyOptions {
  std::string patch;
};

/// What `resolutions` was given.
struct ResolutionsWords {
  std::string action;  ///< empty: list
  std::vector<std::string> keys;
  ops::Effect effect = ops::Effect::real;
};

/// The options of the one command that is run; std::monostate for those that take none.
using Options =
    std::variant<std::monostate, ops::InitOptions, ops::SetupOptions, ops::UpdateOptions, ops::PickOptions,
                 ops::RegenOptions, ops::ImportOptions, ops::ExportOptions, ops::CheckOptions, ops::InstallOptions,
                 ops::LogOptions, ops::PristineOptions, WhyOptions, ops::DiffOptions, ops::DemoOptions, ops::NewOptions,
                 ops::AbsorbOptions, ops::DepsOptions, ops::EditOptions, ops::DropOptions, ops::MoveOptions,
                 ops::FoldOptions, ops::SplitOptions, ops::RewordOptions, ops::RenameOptions, ops::DraftOptions,
                 ResolutionsWords, ops::AmOptions, ops::FormatPatchOptions, ops::ReplayOptions, ops::CulpritOptions>;

// A command's declare_* adds what it takes, its finish_* does what has to wait until everything is parsed: options/ has
// them by group. Of a command that takes nothing:
void declare_nothing(Flags& flags, Options& options);
void finish_nothing(Options& options, const std::filesystem::path& directory);

}  // namespace mlxpatch::cli
