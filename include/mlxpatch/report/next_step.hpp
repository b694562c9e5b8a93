#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::report {

/// What a person may do next, as a value: which step, and what it is about. ui has the command and the reason.
struct NextStep {
  enum class Kind {
    // A project.
    add_project_files,   ///< paths
    set_up_new_project,  ///< directory
    set_up_imported,
    set_up_from_files,         ///< the files changed, the branch did not
    set_up_from_files_anyway,  ///< both changed
    set_up_to_see_problem,     ///< the patch files do not apply
    install,
    install_with_venv,  ///< name: of the venv
    install_over_copy,  ///< Python imports something else than the checkout
    rename_own_module,  ///< name: a file of the project that Python imports in place of the fork
    add_uv_source,
    add_uv_dependency,   ///< directory: of the checkout, name: of the package
    add_verify_command,  ///< name: of the configuration file
    verify_installed,
    verify_updated,
    doctor_installed,
    doctor_failed_verification,
    // The queue.
    status_at_tip,
    status_drift,
    update,             ///< name: of the upstream branch
    update_to_newer,    ///< name: of the upstream branch; commits
    update_to_resolve,  ///< a check found a conflict
    update_to_culprit,
    update_to_clean,  ///< commit: the newest at which every patch merges
    regen_from_branch,
    regen_from_branch_anyway,  ///< both changed
    regen_unwritten,           ///< a comparison found that the files differ
    regen_merged,
    regen_resolved,
    review_resolution,  ///< directory, commit
    show_culprit,       ///< directory, commit
    new_patch,
    absorb,
    split_by_hunks,    ///< name: of the patch
    put_in_changes,    ///< directory, paths: a file that lacks them, name: the two trees
    put_in_by_hand,    ///< the same, where it was edited in the same lines
    switch_to_branch,  ///< directory, name: of the branch
    // A git operation of the person's own in the checkout.
    show_git_status,      ///< directory
    finish_git_command,   ///< directory, name: git's command that goes on
    give_up_git_command,  ///< directory, name: git's command that gives up
    resolve_unmerged,     ///< directory
    keep_commits,         ///< directory, name: of a new branch
    take_commits,         ///< directory, name: of the queue branch, commit
    // What is kept of what was undone.
    show_resolution,  ///< directory, commit, name: of the patch
    show_worktree,    ///< directory, commit: of HEAD then, name: what keeps the worktree
    show_old_branch,  ///< directory, name: the commits as a range
    show_old_merges,  ///< the same, of a range with merges
    // A conflict.
    edit_conflict,    ///< directory, paths
    look_at_known,    ///< directory, paths: they hold what was made of the same conflicts before
    add_resolution,   ///< directory, paths
    add_resolutions,  ///< directory
    stage_edit,       ///< directory
    continue_edit,
    continue_with_resolution,
    continue_when_resolved,
    see_drafts,
    take_draft,
    see_taken_draft,     ///< directory, paths
    restore_markers,     ///< directory, paths: the file in conflict
    restore_file,        ///< directory, paths: another file that a draft changed
    skip_patch,          ///< name: "patch" or "commit"
    skip_patch_instead,  ///< the same, in place of a resolution
    finish_update,
    abort_update,          ///< name: "update" or "pick"
    abort_update_instead,  ///< the same, in place of a resolution
    // The demo.
    enter_demo,  ///< directory
    diff_demo,
    history_of_demo,
    undo_in_demo,
    install_demo,
  };

  // Not explicit: most steps are their kind and nothing else.
  NextStep(Kind step) : kind(step) {}  // NOLINT(google-explicit-constructor)

  NextStep&& in(std::string_view where) &&;
  NextStep&& of(std::string_view what) &&;
  NextStep&& at(std::string_view which) &&;
  NextStep&& with(std::vector<std::string> files) &&;
  NextStep&& over(std::size_t count) &&;

  Kind kind;
  std::string directory;           ///< as a person in the current directory types it
  std::string name;                ///< of the kind's own thing
  std::string commit;              ///< a short id
  std::vector<std::string> paths;  ///< in `directory`
  std::size_t commits = 0;
};

}  // namespace mlxpatch::report
