#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/dependencies.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

CommitLine commit(const std::string& text) { return {text, text, text, text, 7, text}; }

Patch patch(const std::string& text, PatchState state) {
  Patch patch;
  patch.index = 1;
  patch.name = patch.subject = patch.commit = patch.tree = text;
  patch.new_commit = text;
  patch.state = state;
  patch.paths = patch.notes = {text};
  patch.conflicts = {{text, ConflictKind::content, text, text, text, text}};
  patch.culprit = patch.clean_since = commit(text);
  patch.upstreamed_by = UpstreamedBy{commit(text), Evidence::new_words};
  patch.hunks = Hunks{1, {{commit(text), 1}}};
  patch.lost_lines = {{text, text}};
  return patch;
}

Replay replay(const std::string& text) {
  return {text,
          text,
          text,
          text,
          {patch(text, PatchState::blocked), patch(text, PatchState::conflict), patch(text, PatchState::upstreamed)},
          commit(text)};
}

Resolution resolution(const std::string& text) {
  return {text,
          text,
          text,
          text,
          text,
          text,
          text,
          text,
          {text},
          Outdated::base_past,
          ResolutionTexts{text, text, text, text, text, text}};
}

Stop stop(const std::string& text) {
  Stop stop;
  stop.directory = stop.patch = stop.subject = stop.upstream_diff = stop.patch_diff = text;
  stop.builds_on = stop.own_patches = stop.notes = {text};
  stop.missing = {commit(text)};
  stop.patch_index = stop.patches = 1;
  for (const ConflictKind kind : {ConflictKind::content, ConflictKind::modify_delete, ConflictKind::binary}) {
    stop.conflicts.push_back({text, kind, text, text, text, text});
  }
  stop.culprit = commit(text);
  stop.likely = UpstreamedBy{commit(text), Evidence::new_words};
  stop.conflicts.push_back({text + "2", ConflictKind::content, text, text, text, text});
  stop.known = {{text + "2", {resolution(text)}}};
  return stop;
}

Drift drift(const std::string& text) { return {{text}, {text}, {text}, true, true, {text}}; }

Audit audit(const std::string& text) {
  return {1,
          1,
          1,
          1,
          {{text, text, true}},
          {{text, text}},
          {{text, Hunks{1, {{commit(text), 1}}}, {{text, text}}}},
          text,
          0,
          {{text, {resolution(text)}}}};
}

std::vector<NextStep> next(const std::string& text) {
  std::vector<NextStep> steps;
  for (int kind = 0; kind <= static_cast<int>(NextStep::Kind::install_demo); ++kind) {
    steps.push_back(NextStep(static_cast<NextStep::Kind>(kind)).in(text).of(text).at(text).with({text}));
  }
  return steps;
}

QueueDiff queue_diff(const std::string& text, QueueDiff::View view) {
  const PatchDiff::Place place{1, text, text, text};
  PatchDiff changed;
  changed.state = PatchDiff::State::changed;
  changed.before = changed.after = place;
  changed.is_moved = changed.has_other_message = changed.has_other_author = true;
  changed.files = {{FileDiff::State::changed, text, true, 1, 1, 1}, {FileDiff::State::added, text}};
  changed.text = "@@ " + text + "\n" + text + "\n";
  PatchDiff left;
  left.state = PatchDiff::State::left;
  left.before = place;
  return {view,
          {QueueSide::Kind::revision, text, text, 2},
          {QueueSide::Kind::patch_files, text, text, 1},
          {changed, left},
          {text},
          next(text)};
}

Update update(const std::string& text) {
  Update update;
  update.upstream = text;
  update.from = update.to = commit(text);
  update.replay = replay(text);
  update.drift = drift(text);
  update.audit = audit(text);
  update.written = update.remembered = update.notes = {text};
  update.next = next(text);
  return update;
}

/// What queue_samples() has samples of.
std::vector<Result> queue_results(const std::string& text) {
  Update dry = update(text);
  dry.dry_run = true;
  Update stopped = update(text);
  stopped.stop = stop(text);
  Update level = update(text);
  level.up_to_date = true;
  Status status = {text, text,   commit(text), commit(text), text,        1,      Command::update, text,
                   text, {text}, {text},       replay(text), drift(text), {text}, next(text)};
  Check check = {Outcome::check_failed, false,        text,         true, text,   replay(text),
                 drift(text),           commit(text), commit(text), 1,    {text}, next(text)};
  return {status,
          update(text),
          dry,
          stopped,
          level,
          Abort{Command::update, text, text, text, {text}, next(text)},
          Regen{Outcome::done,
                false,
                commit(text),
                {text},
                {text},
                {text},
                {{text, text}},
                MovedBranch{text, text, text},
                audit(text),
                {text},
                next(text)},
          check,
          Why{patch(text, PatchState::conflict), text, text, text, next(text)},
          Why{patch(text, PatchState::moved), text, text, text, next(text)}};
}

/// One for each command that edits the queue, as it is done and as it would be; of `split` the list of hunks, too.
std::vector<Result> queue_edits(const std::string& text) {
  std::vector<Result> edits;
  for (const EditCommand command : {EditCommand::drop, EditCommand::move, EditCommand::fold, EditCommand::split,
                                    EditCommand::reword, EditCommand::rename, EditCommand::new_patch}) {
    QueueEdit edit;
    edit.command = command;
    edit.patches = edit.written = edit.removed = edit.notes = {text};
    edit.target = text;
    edit.files = {text, text};
    edit.dependents = {{text, {text}}};
    edit.hunks = {{1, text, text, true}, {2, text, "", false}};
    edit.queue = {{1, std::nullopt, text, text, text}, {2, 1, text, text, text}};
    edit.audit = audit(text);
    edit.next = next(text);
    edits.emplace_back(edit);
    edit.dry_run = true;
    edits.emplace_back(edit);
    edit.target.clear();
    if (command == EditCommand::split) edits.emplace_back(edit);
  }
  return edits;
}

/// What project_samples() has samples of.
std::vector<Result> project_results(const std::string& text) {
  Setup again = {true, text,   text, text, text,   commit(text), text,      text,
                 {},   {text}, text, text, {text}, text,         next(text)};
  Setup setup = again;
  setup.already_set_up = false;
  const Verify::Run run = {text, {text}, false, 1, text, text};
  const Doctor::Finding finding = {text, Doctor::Verdict::bad, text, text};
  return {Init{text, text, commit(text), {text}, {text}, next(text)},
          setup,
          again,
          Verify{Outcome::check_failed, {run}, {{text, text, false}}, next(text)},
          Install{text,
                  text,
                  text,
                  text,
                  text,
                  Install::UvSource{Install::UvSource::State::other, text, true},
                  {text},
                  next(text)},
          Doctor{Outcome::check_failed, {finding}},
          Log{text, text, {{commit(text), {text}}}, false, 1},
          Pristine{text, commit(text), false, {text}},
          Pristine{text, commit(text), true, {text}},
          Undo{Undo::Way::back, text, text, text, {text}, {text}, next(text)},
          Undo{Undo::Way::again, text, text, text, {text}, {text}, next(text)},
          Dependencies{Dependencies::Form::text, {{text, text, text, {{0, {text}}}, {0}, {0}, {0}}}, {}, {text}},
          Dependencies{Dependencies::Form::dot, {{text, text, text, {{0, {text}}}, {0}, {0}, {0}}}, {0}, {text}},
          queue_diff(text, QueueDiff::View::full),
          queue_diff(text, QueueDiff::View::markdown),
          Resolutions{ResolutionsAction::list, false, {resolution(text)}, 1, {{text, text}}},
          History{{{text, text, text, text, History::State::undone}}},
          EditedPatch{1, 2, text, text, text, next(text)},
          Demo{text, next(text)},
          Am{Outcome::done, text, text, text, {patch(text, PatchState::moved)}, {{text, text}}, next(text)},
          FormatPatch{{text}},
          Import{text, text, {patch(text, PatchState::clean)}, {{text, text}}, audit(text), {text}, {text}, next(text)},
          Export{ExportForm::quilt, text, {text}, {text}},
          ReplayRun{Outcome::done, replay(text), text},
          CulpritRun{text, text, {patch(text, PatchState::moved)}}};
}

}  // namespace

std::vector<Result> results_full_of(const std::string& text) {
  std::vector<Result> results = queue_results(text);
  std::ranges::move(project_results(text), std::back_inserter(results));
  std::ranges::move(queue_edits(text), std::back_inserter(results));
  return results;
}

}  // namespace mlxpatch::tests
