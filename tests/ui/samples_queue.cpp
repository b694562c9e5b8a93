#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

Status status_at_conflict() {
  Status status;
  status.directory = "mlx-lm-repo";
  status.branch = "local-patches";
  status.base = base_commit();
  status.tip = tip_commit();
  status.upstream = "upstream/main";
  status.behind = 176;
  Patch second = patch(2, "0002-fix-the-tokenizer.patch", PatchState::clean);
  Patch third = patch(3, "0003-log-every-request.patch", PatchState::upstreamed);
  third.upstreamed_by = UpstreamedBy{culprit_commit(), Evidence::patch_id};
  status.replay = replay_of({broken_patch(), second, third});
  status.drift.only_in_branch = {"Work in progress"};
  status.drift.changed = {"0002-fix-the-tokenizer.patch"};
  status.modified = {"README.md"};
  status.next = {NextStep::Kind::new_patch, NextStep::Kind::absorb, NextStep::Kind::regen_from_branch,
                 NextStep(NextStep::Kind::update).of("upstream/main")};
  return status;
}

Status status_stopped() {
  Status status = status_at_conflict();
  status.operation = Command::update;
  status.operation_detail = "1 patch and 175 upstream commits are left";
  status.unmerged = {"mlx_lm/server.py"};
  status.replay.reset();
  status.drift = {};
  status.modified.clear();
  status.next = {NextStep(NextStep::Kind::add_resolutions).in("mlx-lm-repo"), NextStep::Kind::continue_when_resolved,
                 NextStep(NextStep::Kind::skip_patch).of("patch"), NextStep(NextStep::Kind::abort_update).of("update")};
  return status;
}

Status status_up_to_date() {
  Status status = status_at_conflict();
  status.tip = status.base;
  status.behind = 0;
  status.replay = replay_of({patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::clean)});
  status.replay->onto = base_commit().id;
  status.drift = {};
  status.modified.clear();
  status.next.clear();
  return status;
}

Status status_in_rebase() {
  Status status = status_up_to_date();
  status.git_operation = "rebase";
  status.unmerged = {"mlx_lm/server.py"};
  status.next = {NextStep(NextStep::Kind::show_git_status).in("mlx-lm-repo"),
                 NextStep(NextStep::Kind::finish_git_command).in("mlx-lm-repo").of("rebase --continue"),
                 NextStep(NextStep::Kind::give_up_git_command).in("mlx-lm-repo").of("rebase --abort")};
  return status;
}

Update clean_update() {
  Update update;
  update.upstream = "upstream/main";
  update.from = base_commit();
  update.to = tip_commit();
  update.new_commits = 176;
  Patch second = patch(2, "0002-fix-the-tokenizer.patch", PatchState::stepped);
  second.notes = {"clean only step by step: past 1fe1b3c9, 83ff9c96"};
  Patch third = patch(3, "0003-log-every-request.patch", PatchState::upstreamed);
  third.upstreamed_by = UpstreamedBy{culprit_commit(), Evidence::squashed};
  second.hunks = Hunks{2, {{culprit_commit(), 1}, {tip_commit(), 2}}};
  second.lost_lines = {{"mlx_lm/tokenizer.py", "    return text.strip()"}};
  update.replay = replay_of({patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::clean), second, third});
  Audit audit;
  audit.in = 3;
  audit.kept = 1;
  audit.changed = 1;
  audit.upstreamed = {{"0003-log-every-request.patch", culprit_commit().id, true}};
  audit.in_part.push_back({"0002-fix-the-tokenizer.patch", second.hunks, second.lost_lines});
  audit.tree = id("7ee");
  update.audit = audit;
  update.written = {"patches/0002-fix-the-tokenizer.patch", "patches/series", "mlxpatch.lock"};
  update.notes = {"git hooks are not run"};
  update.next = {NextStep::Kind::verify_updated};
  return update;
}

Update dry_run() {
  Update update = clean_update();
  update.dry_run = true;
  update.outcome = Outcome::stopped_at_conflict;
  update.audit.reset();
  update.written.clear();
  update.notes.clear();
  update.replay = replay_of({broken_patch(), patch(2, "0002-fix-the-tokenizer.patch", PatchState::clean)});
  update.next.clear();
  return update;
}

Update up_to_date() {
  Update update;
  update.up_to_date = true;
  update.upstream = "upstream/main";
  update.from = base_commit();
  update.to = base_commit();
  update.replay = replay_of({});
  return update;
}

Update stopped_at_many_kinds() {
  Update update = stopped_update();
  Stop& stop = *update.stop;
  update.command = Command::continue_update;
  stop.patch_index = 2;
  stop.patches = 12;
  stop.patch = "0002-tidy-the-examples.patch";
  stop.subject = "Tidy the examples";
  stop.conflicts = {
      {"examples/chat.py", ConflictKind::modify_delete, id("b1"), "", id("b3"), "upstream deleted it"},
      {"docs/logo.png", ConflictKind::binary, id("b4"), id("b5"), id("b6"), ""},
      {"it's here.py", ConflictKind::content, id("b7"), id("b8"), id("b9"), "both changed the same lines"},
      {"setup.py", ConflictKind::add_add, "", id("ba"), id("bb"), "both added it, with different lines"}};
  stop.likely.reset();
  stop.upstream_diff.clear();
  stop.patch_diff.clear();
  stop.patches_left = 10;
  update.next.push_back(NextStep(NextStep::Kind::show_culprit).in("mlx-lm-repo").at("1fe1b3c9"));
  return update;
}

Update stopped_merge() {
  Update update = stopped_update();
  Stop& stop = *update.stop;
  stop.kind = Stop::Kind::merge;
  stop.patch_index = stop.patches = 0;
  stop.patch = "merge of upstream/main";
  stop.subject = "Release 0.31";
  stop.culprit.reset();
  stop.likely.reset();
  stop.upstream_diff.clear();
  stop.patch_diff.clear();
  stop.upstream_left = 0;
  std::erase_if(update.next, [](const NextStep& step) { return step.kind == NextStep::Kind::skip_patch_instead; });
  return update;
}

Update stopped_pick() {
  Update update = stopped_update();
  Stop& stop = *update.stop;
  update.command = update.operation = Command::pick;
  stop.kind = Stop::Kind::pick;
  stop.patches = 2;
  stop.patches_left = 1;
  stop.upstream_left = 0;
  stop.shows_base = true;
  stop.subject = "Count the tokens";
  stop.culprit.reset();
  stop.likely.reset();
  stop.upstream_diff.clear();
  stop.own_patches = {"mlx-lm-prompt-cache-size.patch"};
  stop.missing = {culprit_commit()};
  return update;
}

Update stopped_on_a_resolution() {
  Update update = stopped_update();
  Stop& stop = *update.stop;
  update.command = Command::continue_update;
  stop.patch_index = 9;
  stop.patches = 32;
  stop.after_patches = true;
  stop.builds_on = {"0003-log-every-request.patch"};
  stop.likely.reset();
  stop.notes = {"upstream took it in 1fe1b3c9 and dropped it again in 83ff9c96"};
  return update;
}

/// The end of an update that stopped three times.
Update resolved_update() {
  Update update = clean_update();
  update.command = Command::continue_update;
  Patch upstreamed = patch(3, "0003-log-every-request.patch", PatchState::upstreamed);
  upstreamed.upstreamed_by = UpstreamedBy{culprit_commit(), Evidence::cherry_picked};
  update.replay = replay_of({patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::resolved),
                             patch(2, "0002-fix-the-tokenizer.patch", PatchState::skipped), upstreamed});
  Audit audit;
  audit.in = 3;
  audit.resolved = 1;
  audit.upstreamed = {{"0003-log-every-request.patch", culprit_commit().id}};
  audit.dropped = {{"0002-fix-the-tokenizer.patch", "you skipped it"}};
  update.audit = audit;
  update.written.clear();
  update.notes.clear();
  update.next = {NextStep(NextStep::Kind::review_resolution).in("mlx-lm-repo").at("83ff9c96"),
                 NextStep::Kind::verify_updated, NextStep::Kind::regen_resolved};
  return update;
}

Update resolved_pick() {
  Update update;
  update.command = Command::continue_update;
  update.operation = Command::pick;
  update.replay = replay_of({patch(1, "83ff9c96", PatchState::resolved)});
  update.next = {NextStep::Kind::regen_resolved};
  return update;
}

Update picked() {
  Update update;
  update.command = update.operation = Command::pick;
  update.replay = replay_of({patch(1, "83ff9c96", PatchState::clean)});
  update.next = {NextStep::Kind::verify_updated};
  return update;
}

Update picked_nothing() {
  Update update = picked();
  update.replay.patches.front().state = PatchState::empty;
  update.next.clear();
  return update;
}

Abort aborted() {
  return {
      Command::update,
      "local-patches",
      id("c1"),
      "refs/mlxpatch/operations/7",
      {"the stash was put back"},
      {NextStep(NextStep::Kind::show_resolution).in("mlx-lm-repo").at("83ff9c96").of("mlx-lm-prompt-cache-size.patch"),
       NextStep(NextStep::Kind::show_worktree)
           .in("mlx-lm-repo")
           .at("1fe1b3c9")
           .of("refs/mlxpatch/operations/7:tree-before")}};
}

Regen regenerated() {
  Regen regen;
  regen.base = base_commit();
  regen.written = {"patches/0002-fix-the-tokenizer.patch", "patches/series"};
  regen.removed = {"patches/0003-log-every-request.patch"};
  regen.unchanged = {"patches/mlx-lm-prompt-cache-size.patch"};
  Audit audit;
  audit.in = 3;
  audit.kept = 1;
  audit.changed = 1;
  audit.dropped = {{"0003-log-every-request.patch", "its commit is not on the branch any more"}};
  audit.tree = id("7ee");
  regen.audit = audit;
  return regen;
}

Regen compared() {
  Regen regen = regenerated();
  regen.check_only = true;
  regen.outcome = Outcome::check_failed;
  regen.audit.reset();
  regen.next = {NextStep::Kind::regen_unwritten};
  return regen;
}

Regen nothing_to_write() {
  Regen regen;
  regen.base = base_commit();
  regen.unchanged = {"patches/mlx-lm-prompt-cache-size.patch", "patches/series", "mlxpatch.lock"};
  return regen;
}

Check passed() {
  Check check;
  check.has_branch = true;
  check.files_apply = true;
  check.upstream = "upstream/main";
  check.base = base_commit();
  check.tip = tip_commit();
  check.behind = 176;
  check.replay = replay_of({patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::clean)});
  return check;
}

Check failed() {
  Check check = passed();
  check.outcome = Outcome::check_failed;
  check.files_apply = false;
  check.apply_problem = "patches/0002-fix-the-tokenizer.patch: hunk 1 of mlx_lm/tokenizer.py does not apply";
  check.replay = replay_of({broken_patch()});
  check.drift.base_moved = true;
  check.next = {NextStep::Kind::set_up_to_see_problem, NextStep::Kind::status_drift, NextStep::Kind::update_to_resolve};
  return check;
}

Why broken() {
  Why why;
  why.patch = broken_patch();
  why.patch.clean_since = tip_commit();
  why.onto = tip_commit().id;
  why.upstream_diff = stopped_update().stop->upstream_diff;
  why.patch_diff = stopped_update().stop->patch_diff;
  why.next = {NextStep(NextStep::Kind::show_culprit).in("mlx-lm-repo").at("1fe1b3c9"),
              NextStep::Kind::update_to_culprit};
  return why;
}

Why already_there() {
  Why why;
  why.patch = patch(3, "0003-log-every-request.patch", PatchState::upstreamed);
  why.patch.upstreamed_by = UpstreamedBy{culprit_commit(), Evidence::reverse_applies};
  why.onto = tip_commit().id;
  return why;
}

}  // namespace

std::vector<Sample> queue_samples() {
  return {
      {"status-up-to-date", "status", status_up_to_date()},
      {"status-conflict", "status", status_at_conflict()},
      {"status-stopped", "status", status_stopped()},
      {"update-clean", "update", clean_update()},
      {"update-dry-run", "update", dry_run()},
      {"update-up-to-date", "update", up_to_date()},
      {"update-stop", "update", stopped_update()},
      {"update-merge-stop", "update", stopped_merge()},
      {"continue-stop", "continue", stopped_at_many_kinds()},
      {"continue-stop-built-on", "continue", stopped_on_a_resolution()},
      {"continue-resolved", "continue", resolved_update()},
      {"continue-pick", "continue", resolved_pick()},
      {"pick-stop", "pick", stopped_pick()},
      {"status-rebase", "status", status_in_rebase()},
      {"pick", "pick", picked()},
      {"pick-nothing", "pick", picked_nothing()},
      {"abort", "abort", aborted()},
      {"regen", "regen", regenerated()},
      {"regen-check", "regen", compared()},
      {"regen-nothing", "regen", nothing_to_write()},
      {"check-passed", "check", passed()},
      {"check-failed", "check", failed()},
      {"why", "why", broken()},
      {"why-upstreamed", "why", already_there()},
  };
}

}  // namespace mlxpatch::tests
