#include "commands.hpp"

#include <algorithm>

namespace mlxpatch::cli {

namespace {

/// An operation that takes nothing but its place.
template <auto operation>
report::Result plain(const ops::Place& place, const Options&, report::Reporter& reporter) {
  return operation(place, reporter);
}

template <auto operation, typename Its>
report::Result with(const ops::Place& place, const Options& options, report::Reporter& reporter) {
  return operation(place, std::get<Its>(options), reporter);
}

/// Plumbing is told its repository and needs no place.
template <auto operation, typename Its>
report::Result anywhere(const ops::Place&, const Options& options, report::Reporter& reporter) {
  return operation(std::get<Its>(options), reporter);
}

report::Result why(const ops::Place& place, const Options& options, report::Reporter& reporter) {
  return ops::why(place, std::get<WhyOptions>(options).patch, reporter);
}

using enum Group;

// clang-format off
const std::vector<Command> k_commands = {
    {"setup", main_road, "Clone upstream, make the branch, apply and commit every patch",
     declare_setup, finish_nothing, with<ops::setup, ops::SetupOptions>},
    {"update", main_road, "Fetch upstream and move the patches to its newest commit",
     declare_update, finish_nothing, with<ops::update, ops::UpdateOptions>},
    {"regen", main_road, "Write the patch files and the lock from the branch",
     declare_regen, finish_nothing, with<ops::regen, ops::RegenOptions>},
    {"check", main_road, "For CI: do files apply, does the queue replay, is there drift",
     declare_check, finish_nothing, with<ops::check, ops::CheckOptions>},

    {"status", looking, "Base, tip, each patch's state there, and what to do next",
     declare_nothing, finish_nothing, plain<ops::status>},
    {"log", looking, "The upstream commits between base and tip",
     declare_log, finish_nothing, with<ops::log, ops::LogOptions>},
    {"why", looking, "Which upstream commit breaks a patch, and what it changed there",
     declare_why, finish_nothing, why},
    {"history", looking, "What was done here, newest first",
     declare_nothing, finish_nothing, plain<ops::history>},
    {"doctor", looking, "Is everything in place, and what to do where it is not",
     declare_nothing, finish_nothing, plain<ops::doctor>},
    {"verify", looking, "Run the [[verify]] commands in the venv",
     declare_nothing, finish_nothing, plain<ops::verify>},

    {"continue", conflicts, "Go on after a conflict was resolved",
     declare_nothing, finish_nothing, plain<ops::continue_update>},
    {"skip", conflicts, "Leave the conflicting patch out, and go on",
     declare_nothing, finish_nothing, plain<ops::skip_patch>},
    {"abort", conflicts, "Go back to how all was before the update",
     declare_nothing, finish_nothing, plain<ops::abort_update>},
    {"undo", conflicts, "Take back the last operation",
     declare_nothing, finish_nothing, plain<ops::undo>},

    {"init", project, "Write a mlxpatch.toml, or take over a fork that exists already",
     declare_init, finish_init, with<ops::init, ops::InitOptions>},
    {"install", project, "Install the checkout, editable, into the venv",
     declare_install, finish_nothing, with<ops::install, ops::InstallOptions>},
    {"pick", project, "Take single upstream commits without moving the base",
     declare_pick, finish_nothing, with<ops::pick, ops::PickOptions>},
    {"import", project, "Take patches from elsewhere: quilt, Electron, Debian, commits",
     declare_import, finish_import, with<ops::import_patches, ops::ImportOptions>},
    {"export", project, "Write the queue for other tools: quilt, Electron, gbp, git am",
     declare_export, finish_export, with<ops::export_patches, ops::ExportOptions>},
    {"pristine", project, "A clean upstream worktree beside the checkout, without any patch",
     declare_pristine, finish_nothing, with<ops::pristine, ops::PristineOptions>},
    {"demo", project, "Show the whole cycle on a miniature upstream, without network",
     declare_demo, finish_demo, with<ops::demo, ops::DemoOptions>},

    {"am", plumbing, "Patch files become commits, all or nothing",
     declare_am, finish_am, anywhere<ops::am, ops::AmOptions>},
    {"format-patch", plumbing, "Commits become patch files, the same bytes each time",
     declare_format_patch, finish_format_patch, anywhere<ops::format_patch, ops::FormatPatchOptions>},
    {"replay", plumbing, "Replay commits on another commit, in memory",
     declare_replay, finish_replay, anywhere<ops::replay, ops::ReplayOptions>},
    {"culprit", plumbing, "For each commit that conflicts: what in upstream breaks it",
     declare_culprit, finish_culprit, anywhere<ops::culprit, ops::CulpritOptions>},
};
// clang-format on

}  // namespace

const std::vector<Command>& commands() { return k_commands; }

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(k_commands, name, &Command::name);
  return found == k_commands.end() ? nullptr : &*found;
}

}  // namespace mlxpatch::cli
