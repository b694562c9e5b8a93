#include "next_step.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::ui {

namespace {

using Kind = report::NextStep::Kind;

/// How a kind is worded. The fields in braces are those of filled().
struct Wording {
  Kind kind;
  std::string_view command;
  std::string_view why;
};

constexpr std::string_view k_verify_example =
    "Add to {name} a command that shows that your patches work:\n"
    "[[verify]]\n"
    "name = \"it starts\"\n"
    "run = [\"python\", \"-m\", \"your_module\", \"--help\"]\n"
    "contains = \"--your-flag\"";

constexpr auto k_wordings = std::to_array<Wording>({
    {Kind::add_verify_command, "", k_verify_example},
    {Kind::add_project_files, "git add {paths}", "put the patches under review in your own repository"},
    {Kind::set_up_new_project, "mlxpatch setup", "clone it into {directory}"},
    {Kind::set_up_imported, "mlxpatch setup", "clone upstream, find the base, and commit the patches"},
    {Kind::set_up_from_files, "mlxpatch setup", "the patch files changed: make the branch from them"},
    {Kind::set_up_from_files_anyway, "mlxpatch setup --fresh", "or what the files say; the old branch is kept"},
    {Kind::set_up_to_see_problem, "mlxpatch setup", "see where the patch files do not apply"},
    {Kind::install, "mlxpatch install", "install the checkout into the virtual environment, editable"},
    {Kind::install_with_venv, "mlxpatch install --create", "there is no venv at {name}: the commands ran without one"},
    {Kind::install_over_copy, "mlxpatch install", "install the checkout in its place, editable"},
    {Kind::rename_own_module, "",
     "Rename {name}: Python looks in the project's directory first, so that your commands run this and not the fork."},
    {Kind::add_uv_source, "mlxpatch install --write",
     "add to [tool.uv.sources] in pyproject.toml, or `uv sync` puts another package in its place"},
    {Kind::add_uv_dependency, "uv add --editable ./{in_shell}",
     "make {name} a dependency in pyproject.toml, or `uv sync` removes it"},
    {Kind::verify_installed, "mlxpatch verify", "run the commands that show that the patches work"},
    {Kind::verify_updated, "mlxpatch verify", "run the project's own checks"},
    {Kind::doctor_installed, "mlxpatch doctor", "see that everything is in place"},
    {Kind::doctor_failed_verification, "mlxpatch doctor", "see whether the venv really runs the checkout"},
    {Kind::status_at_tip, "mlxpatch status", "see how the patches stand at upstream's tip"},
    {Kind::status_drift, "mlxpatch status", "compare branch and files"},
    {Kind::update, "mlxpatch update", "move the queue onto {name}"},
    {Kind::update_to_newer, "mlxpatch update", "move the queue onto {name} ({commits} newer)"},
    {Kind::update_to_resolve, "mlxpatch update", "stop at the first conflict, and resolve it"},
    {Kind::update_to_culprit, "mlxpatch update", "stop at that commit and resolve the conflict"},
    {Kind::update_to_clean, "mlxpatch update --clean", "or only as far as every patch merges, to {commit}"},
    {Kind::regen_from_branch, "mlxpatch regen", "write the branch into the patch files"},
    {Kind::regen_from_branch_anyway, "mlxpatch regen", "both changed: keep what the branch says"},
    {Kind::regen_unwritten, "mlxpatch regen", "write the files from the branch"},
    {Kind::regen_merged, "mlxpatch regen", "write patches that give the merged tree on the new base"},
    {Kind::regen_resolved, "mlxpatch regen", "write the patch files and the lock from the branch"},
    {Kind::review_resolution, "{git} log -p {commit}..", "look through what you resolved"},
    {Kind::show_culprit, "{git} show {commit}", "the whole upstream commit"},
    {Kind::put_in_changes, "{git} diff {name} -- {one_path} | {git} apply",
     "{one_path} lacks what the last operation changed in it: put that in before you commit"},
    {Kind::put_in_by_hand, "{git} diff {name} -- {one_path}",
     "{one_path} lacks this change of the last operation, beside your edit: put it in by hand before you commit"},
    {Kind::split_by_hunks, "mlxpatch split {name} --hunks N,M,... --name NEW", "take some of them out"},
    {Kind::new_patch, "mlxpatch new NAME", "make the uncommitted changes a patch"},
    {Kind::absorb, "mlxpatch absorb", "or put them into the patches they belong to"},
    {Kind::switch_to_branch, "{git} switch {name}", "go back to the queue"},
    {Kind::show_git_status, "{git} status", "show where it is"},
    {Kind::finish_git_command, "{git} {name}", "finish it"},
    {Kind::give_up_git_command, "{git} {name}", "or give it up"},
    {Kind::resolve_unmerged, "{git} status", "show the files in conflict: resolve them, and `git add` them"},
    {Kind::keep_commits, "{git} branch {name}", "keep the commits on a branch of their own"},
    {Kind::take_commits, "{git} switch {name} && {git} merge --ff-only {commit}",
     "or make the commits patches of the queue"},
    {Kind::show_resolution, "{git} show {commit}", "your resolution of {name}"},
    {Kind::show_worktree, "{git} diff {commit} {name}", "your changes to the files at the stop"},
    {Kind::show_old_branch, "{git} log -p {name}", "the branch as it was"},
    {Kind::show_old_merges, "{git} log -p -m --first-parent {name}", "the branch as it was"},
    {Kind::look_at_known, "{git} diff -- {one_path}", "look at what was made of the same conflict before"},
    {Kind::edit_conflict, "edit {file}", "resolve what is between <<<<<<< and >>>>>>>"},
    {Kind::add_resolution, "{git} add {one_path}", "mark it as resolved"},
    {Kind::add_resolutions, "{git} add FILE...", "mark what you have resolved"},
    {Kind::stage_edit, "{git} add -u", "put what you have changed into the patch"},
    {Kind::continue_edit, "mlxpatch continue", "amend the patch, and carry the later ones on"},
    {Kind::continue_with_resolution, "mlxpatch continue", "commit the resolution and go on"},
    {Kind::continue_when_resolved, "mlxpatch continue", "go on once everything is resolved"},
    {Kind::see_drafts, "mlxpatch draft", "see drafts of a resolution, and how often such drafts were right"},
    {Kind::take_draft, "mlxpatch draft --take N", "write one into the file, in place of its region's markers"},
    {Kind::see_taken_draft, "{git} diff -- {paths}", "look at what it wrote"},
    {Kind::restore_markers, "{git} checkout -m -- {one_path}",
     "or bring back all markers of {one_path}, and lose what was resolved in it"},
    {Kind::restore_file, "{git} checkout -- {one_path}", "and {one_path} as it was, without any edits"},
    {Kind::skip_patch, "mlxpatch skip", "leave this {name} out"},
    {Kind::skip_patch_instead, "mlxpatch skip", "or leave this {name} out"},
    {Kind::finish_update, "mlxpatch finish", "keep what is done; the conflict waits for the next update"},
    {Kind::abort_update, "mlxpatch abort", "restore the state from before the {name}"},
    {Kind::abort_update_instead, "mlxpatch abort", "or restore the state from before the {name}"},
    {Kind::enter_demo, "cd {in_shell}", "the project with the patches"},
    {Kind::diff_demo, "git diff", "what the three updates did to its files"},
    {Kind::history_of_demo, "mlxpatch history", "what was done"},
    {Kind::undo_in_demo, "mlxpatch undo", "take the last update back"},
    {Kind::install_demo, "mlxpatch install --create && mlxpatch verify",
     "the package in a venv of its own, without a network"},
});

/// The path of the only file, or a stand-in if there are several.
std::string only_path(const report::NextStep& step) { return step.paths.size() == 1 ? step.paths.front() : "FILE..."; }

std::string only_path_in_shell(const report::NextStep& step) {
  return step.paths.size() == 1 ? git_path_word(step.paths.front()) : "FILE...";
}

/// A path of the checkout from the current directory.
std::string file_in_shell(const report::NextStep& step) {
  const std::string file = path_in(step.directory, only_path(step));
  return step.paths.size() == 1 ? shell_word(file) : file;
}

std::string filled(std::string_view pattern, const report::NextStep& step) {
  return fmt::format(fmt::runtime(pattern), fmt::arg("directory", step.directory),
                     fmt::arg("in_shell", shell_word(step.directory)), fmt::arg("git", git_command(step.directory)),
                     fmt::arg("paths", command_line(step.paths)), fmt::arg("one_path", only_path_in_shell(step)),
                     fmt::arg("file", file_in_shell(step)), fmt::arg("name", step.name),
                     fmt::arg("commit", step.commit), fmt::arg("commits", count_of(step.commits, "commit")));
}

}  // namespace

WordedStep worded(const report::NextStep& step) {
  const auto* wording = std::ranges::find(k_wordings, step.kind, &Wording::kind);
  if (wording == k_wordings.end()) return {};
  return {filled(wording->command, step), filled(wording->why, step)};
}

}  // namespace mlxpatch::ui
