#include "commands.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/ops/damage.hpp>
#include <mlxpatch/ops/demo/demo.hpp>
#include <mlxpatch/ops/diff_queue.hpp>
#include <mlxpatch/ops/doctor/doctor.hpp>
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
#include <mlxpatch/ops/history.hpp>
#include <mlxpatch/ops/init/init.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/install.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/ops/plumbing/am.hpp>
#include <mlxpatch/ops/plumbing/culprit.hpp>
#include <mlxpatch/ops/plumbing/format_patch.hpp>
#include <mlxpatch/ops/plumbing/replay.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/ops/resolutions.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/draft.hpp>
#include <mlxpatch/ops/update/finish_update.hpp>
#include <mlxpatch/ops/update/pick.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/ops/verify.hpp>
#include <mlxpatch/ops/why.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

#include "manual/conflict.hpp"
#include "manual/everyday.hpp"
#include "manual/inspect.hpp"
#include "manual/plumbing.hpp"
#include "manual/project.hpp"
#include "manual/queue.hpp"
#include "options.hpp"
#include "options/conflict.hpp"
#include "options/everyday.hpp"
#include "options/inspect.hpp"
#include "options/plumbing.hpp"
#include "options/project.hpp"
#include "options/queue.hpp"

namespace mlxpatch::cli {

namespace {

/// Runs an operation on a project's checkout.
template <typename Run>
report::Result in_project(const ops::Invocation& place, Run run) {
  try {
    return run();
  } catch (const Error& error) {
    throw Error(ops::with_ways_out(error, place));
  }
}

/// An operation without options.
template <auto operation>
report::Result plain(const ops::Invocation& place, const Options&, report::Reporter& reporter) {
  return in_project(place, [&]() -> report::Result { return operation(place, reporter); });
}

template <auto operation, typename ItsOptions>
report::Result with(const ops::Invocation& place, const Options& options, report::Reporter& reporter) {
  return in_project(place,
                    [&]() -> report::Result { return operation(place, std::get<ItsOptions>(options), reporter); });
}

/// Plumbing, which finds its repository in its options.
template <auto operation, typename ItsOptions>
report::Result anywhere(const ops::Invocation&, const Options& options, report::Reporter& reporter) {
  return operation(std::get<ItsOptions>(options), reporter);
}

report::Result why(const ops::Invocation& place, const Options& options, report::Reporter& reporter) {
  return in_project(place,
                    [&]() -> report::Result { return ops::why(place, std::get<WhyOptions>(options).patch, reporter); });
}

report::Result resolutions(const ops::Invocation& place, const Options& options, report::Reporter& reporter) {
  return in_project(place, [&]() -> report::Result {
    return ops::resolutions(place, meaning_of(std::get<ResolutionsWords>(options)), reporter);
  });
}

using enum Group;

// clang-format off
const auto k_commands = std::to_array<Command>({
    {"setup", everyday, "Clone upstream, create the branch, apply and commit every patch",
     manual::setup, declare_setup, finish_nothing, with<ops::setup, ops::SetupOptions>},
    {"update", everyday, "Fetch upstream and move the patches onto its newest commit",
     manual::update, declare_update, finish_update, with<ops::update, ops::UpdateOptions>},
    {"regen", everyday, "Write the patch files and the lock from the branch",
     manual::regen, declare_regen, finish_nothing, with<ops::regen, ops::RegenOptions>},
    {"check", everyday, "Check for CI: files apply, queue replays, no drift",
     manual::check, declare_check, finish_nothing, with<ops::check, ops::CheckOptions>},

    {"status", inspect, "Show base, tip, each patch's state, and what to do next",
     manual::status, declare_nothing, finish_nothing, plain<ops::status>},
    {"log", inspect, "List the upstream commits between base and tip",
     manual::log, declare_log, finish_nothing, with<ops::log, ops::LogOptions>},
    {"why", inspect, "Show which upstream commit breaks a patch, and how",
     manual::why, declare_why, finish_nothing, why},
    {"diff", inspect, "Compare two states of the queue, patch by patch",
     manual::diff, declare_diff, finish_diff, with<ops::diff_queue, ops::DiffOptions>},
    {"history", inspect, "List the operations done here, newest first",
     manual::history, declare_nothing, finish_nothing, plain<ops::history>},
    {"doctor", inspect, "Check the setup, and say how to fix what is wrong",
     manual::doctor, declare_nothing, finish_nothing, plain<ops::doctor>},
    {"verify", inspect, "Run the [[verify]] commands in the venv",
     manual::verify, declare_nothing, finish_nothing, plain<ops::verify>},

    {"draft", conflict, "Show drafts of a resolution, or write one into the file",
     manual::draft, declare_draft, finish_nothing, with<ops::draft, ops::DraftOptions>},
    {"continue", conflict, "Resume after a conflict is resolved",
     manual::continue_update, declare_nothing, finish_nothing, plain<ops::continue_update>},
    {"skip", conflict, "Leave the conflicting patch out, and resume",
     manual::skip, declare_nothing, finish_nothing, plain<ops::skip_patch>},
    {"finish", conflict, "End the update where it is, and keep what is done",
     manual::finish, declare_nothing, finish_nothing, plain<ops::finish_update>},
    {"abort", conflict, "Restore the state from before the update",
     manual::abort, declare_nothing, finish_nothing, plain<ops::abort_update>},
    {"undo", conflict, "Undo the last operation",
     manual::undo, declare_nothing, finish_nothing, plain<ops::undo>},
    {"redo", conflict, "Take the last undo back",
     manual::redo, declare_nothing, finish_nothing, plain<ops::redo>},
    {"resolutions", conflict, "List, show or forget what is remembered of conflicts",
     manual::resolutions, declare_resolutions, finish_resolutions, resolutions},

    {"new", queue, "Make a patch of uncommitted changes",
     manual::new_patch, declare_new, finish_nothing, with<ops::new_patch, ops::NewOptions>},
    {"absorb", queue, "Put uncommitted changes into the patches they belong to",
     manual::absorb, declare_absorb, finish_nothing, with<ops::absorb, ops::AbsorbOptions>},
    {"edit", queue, "Stop at a patch, to change it",
     manual::edit, declare_edit, finish_nothing, with<ops::edit_patch, ops::EditOptions>},
    {"deps", queue, "Show which patches need which",
     manual::deps, declare_deps, finish_nothing, with<ops::deps, ops::DepsOptions>},
    {"drop", queue, "Take patches out of the queue",
     manual::drop, declare_drop, finish_nothing, with<ops::drop, ops::DropOptions>},
    {"move", queue, "Move patches to another place of the queue",
     manual::move, declare_move, finish_move, with<ops::move_patches, ops::MoveOptions>},
    {"fold", queue, "Make several patches one",
     manual::fold, declare_fold, finish_nothing, with<ops::fold, ops::FoldOptions>},
    {"split", queue, "Make two patches of one, by files or hunks",
     manual::split, declare_split, finish_split, with<ops::split, ops::SplitOptions>},
    {"reword", queue, "Change the message of a patch",
     manual::reword, declare_reword, finish_nothing, with<ops::reword, ops::RewordOptions>},
    {"rename", queue, "Give a patch file another name",
     manual::rename, declare_rename, finish_nothing, with<ops::rename, ops::RenameOptions>},

    {"init", project, "Write an mlxpatch.toml, or take over an existing fork",
     manual::init, declare_init, finish_init, with<ops::init, ops::InitOptions>},
    {"install", project, "Install the checkout into the venv, editable",
     manual::install, declare_install, finish_nothing, with<ops::install, ops::InstallOptions>},
    {"pick", project, "Cherry-pick upstream commits without moving the base",
     manual::pick, declare_pick, finish_nothing, with<ops::pick, ops::PickOptions>},
    {"import", project, "Import patches: quilt, Electron, Debian, mboxes, commits",
     manual::import_patches, declare_import, finish_import, with<ops::import_patches, ops::ImportOptions>},
    {"export", project, "Export the queue for quilt, Electron, gbp or git am",
     manual::export_patches, declare_export, finish_export, with<ops::export_patches, ops::ExportOptions>},
    {"pristine", project, "Create a clean upstream worktree beside the checkout",
     manual::pristine, declare_pristine, finish_pristine, with<ops::pristine, ops::PristineOptions>},
    {"demo", project, "Play the whole cycle on a miniature upstream, offline",
     manual::demo, declare_demo, finish_demo, with<ops::demo, ops::DemoOptions>},

    {"am", plumbing, "Turn patch files into commits, all or nothing",
     manual::am, declare_am, finish_am, anywhere<ops::am, ops::AmOptions>},
    {"format-patch", plumbing, "Turn commits into patch files, always the same bytes",
     manual::format_patch, declare_format_patch, finish_format_patch,
     anywhere<ops::format_patch, ops::FormatPatchOptions>},
    {"replay", plumbing, "Replay commits onto another commit, in memory",
     manual::replay, declare_replay, finish_replay, anywhere<ops::replay, ops::ReplayOptions>},
    {"culprit", plumbing, "Name the upstream commit that breaks each conflicting commit",
     manual::culprit, declare_culprit, finish_culprit, anywhere<ops::culprit, ops::CulpritOptions>},
});
// clang-format on

}  // namespace

std::span<const Command> commands() { return k_commands; }

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(k_commands, name, &Command::name);
  return found == k_commands.end() ? nullptr : &*found;
}

}  // namespace mlxpatch::cli
