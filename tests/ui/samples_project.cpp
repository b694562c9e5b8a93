#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/project.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

Init initialised() {
  Init init;
  init.config_file = "mlxpatch.toml";
  init.url = "https://github.com/ml-explore/mlx-lm.git";
  init.next = {NextStep(NextStep::Kind::set_up_new_project).in("mlx-lm-repo")};
  return init;
}

Init adopted() {
  Init init = initialised();
  init.base = base_commit();
  init.patches = {"patches/0001-add-a-flag.patch", "patches/0002-fix-the-tokenizer.patch"};
  init.notes = {"a merge commit was left out: 1fe1b3c9"};
  init.next = {NextStep(NextStep::Kind::add_project_files).with({"mlxpatch.toml", "mlxpatch.lock", "patches"}),
               NextStep::Kind::status_at_tip};
  return init;
}

Setup set_up() {
  Setup setup;
  setup.directory = "mlx-lm-repo";
  setup.url = "https://github.com/ml-explore/mlx-lm.git";
  setup.remote = "upstream";
  setup.branch = "local-patches";
  setup.base = base_commit();
  setup.base_reason = "pinned in mlxpatch.lock";
  setup.tip = id("e1");
  setup.patches = {patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::clean)};
  setup.ignored_by = ".gitignore";
  setup.next = {NextStep(NextStep::Kind::update_to_newer).of("upstream/main").over(176), NextStep::Kind::install};
  return setup;
}

Setup set_up_before() {
  Setup setup = set_up();
  setup.already_set_up = true;
  setup.ignored_by.reset();
  return setup;
}

Setup set_up_afresh() {
  Setup setup = set_up();
  setup.kept_as = "refs/mlxpatch/kept/3";
  setup.patches.front().state = PatchState::moved;
  setup.patches.front().notes = {"hunk 2 of mlx_lm/server.py stands 14 lines further down"};
  return setup;
}

Verify verified() {
  Verify verify;
  verify.runs = {
      {"server offers --prompt-cache-size", {"python", "-m", "mlx_lm.server", "--help"}, true, 0, "", "usage: server"}};
  verify.imports = {{"mlx_lm", "mlx-lm-repo/mlx_lm/__init__.py", true}};
  return verify;
}

Verify not_verified() {
  Verify verify = verified();
  verify.outcome = Outcome::check_failed;
  verify.runs.push_back({"it imports",
                         {"python", "-c", "import mlx_lm"},
                         false,
                         1,
                         "it failed",
                         "Traceback (most recent call last):\n  File \"<string>\", line 1\n\tImportError: mlx\n"});
  verify.next = {NextStep(NextStep::Kind::install_with_venv).of(".venv"), NextStep::Kind::doctor_failed_verification};
  return verify;
}

Verify nothing_to_verify() {
  Verify verify;
  verify.next = {NextStep(NextStep::Kind::add_verify_command).of("mlxpatch.toml")};
  return verify;
}

Install installed() {
  Install install;
  install.with = "uv";
  install.venv = ".venv";
  install.package = "mlx-lm";
  install.version = "0.30.2";
  install.location = "/home/you/mlx-tools/mlx-lm-repo";
  install.next = {NextStep::Kind::verify_installed};
  return install;
}

Install installed_beside_uv() {
  Install install = installed();
  install.uv_source = {Install::UvSource::State::missing, "mlx-lm = { path = \"mlx-lm-repo\", editable = true }",
                       false};
  install.notes = {"pyproject.toml was looked at"};
  install.next = {NextStep::Kind::add_uv_source,
                  NextStep(NextStep::Kind::add_uv_dependency).in("mlx-lm-repo").of("mlx-lm"),
                  NextStep::Kind::verify_installed};
  return install;
}

Verify verified_a_copy() {
  Verify verify = verified();
  verify.outcome = Outcome::check_failed;
  verify.imports = {{"mlx_lm", ".venv/lib/python3.12/site-packages/mlx_lm/__init__.py", false}};
  verify.next = {NextStep::Kind::install_over_copy, NextStep::Kind::doctor_failed_verification};
  return verify;
}

Setup set_up_at_new_address() {
  Setup setup = set_up_before();
  setup.url_before = "/srv/mirror";
  setup.wrote = {"mlxpatch.lock"};
  return setup;
}

Doctor examined() {
  Doctor doctor;
  doctor.outcome = Outcome::check_failed;
  doctor.findings = {
      {"git identity", Doctor::Verdict::good, "Ada Author <ada@example.com>", ""},
      {"remote upstream", Doctor::Verdict::warning, "fetches only main, last 40 days ago", "mlxpatch update --dry-run"},
      {"editable install", Doctor::Verdict::bad, "mlx-lm is installed from a wheel", "mlxpatch install"},
      {"disk space", Doctor::Verdict::skipped, "not looked at", ""}};
  return doctor;
}

Doctor found_well() {
  Doctor doctor = examined();
  doctor.outcome = Outcome::done;
  doctor.findings.resize(1);
  return doctor;
}

Log upstream_log() {
  Log log;
  log.base = base_commit().id;
  log.tip = tip_commit().id;
  log.of = 176;
  log.only_touching = true;
  log.commits = {{culprit_commit(), {"mlx_lm/server.py"}},
                 {likely_upstreamed_by().commit, {"mlx_lm/server.py", "a.py"}}};
  return log;
}

Log short_log() {
  Log log = upstream_log();
  log.only_touching = false;
  log.of = 2;
  log.commits.back().touching.clear();
  return log;
}

History operations() {
  History history;
  history.operations = {
      {"12", "2026-03-02T21:14:05+01:00", "update", "5cce1495 to abcdef12, 3 patches", History::State::undone},
      {"9", "2026-03-01T08:00:00+01:00", "regen", "wrote 2 files", History::State::done}};
  return history;
}

Am taken() {
  Am am;
  am.branch = "main";
  am.tip = id("719");
  am.tree = id("7ee");
  am.patches = {patch(1, "0001-add-a-flag.patch", PatchState::clean)};
  return am;
}

Am partly_taken() {
  Am am = taken();
  am.refused = {{"0002-fix.patch", "hunk 1 of a.py does not apply\nexpected line 3: x = 1"}};
  return am;
}

Am stopped_am() {
  Am am = partly_taken();
  am.outcome = Outcome::stopped_at_conflict;
  return am;
}

ReplayRun replayed_many() {
  std::vector<Patch> patches;
  for (std::size_t index = 1; index <= 120; ++index) {
    const std::string name = "0" + std::to_string(index) + "-change.patch";
    patches.push_back(patch(index, name,
                            index == 57   ? PatchState::conflict
                            : index == 58 ? PatchState::blocked
                                          : PatchState::clean));
  }
  patches[56].conflicts = broken_patch().conflicts;
  patches[57].notes = {"needs what patch 57 changes"};
  ReplayRun run;
  run.outcome = Outcome::stopped_at_conflict;
  run.replay = replay_of(patches);
  return run;
}

Import imported() {
  Import result;
  result.branch = "local-patches";
  result.tip = id("c9");
  result.patches = {patch(2, "sing.patch", PatchState::clean)};
  result.patches.front().notes = {"hunk 1 of song moved +2 lines"};
  result.left_out = {{"known.patch", "the queue has this file"}};
  result.audit = Audit();
  result.audit->in = 1;
  result.audit->kept = 1;
  result.audit->added = 1;
  result.audit->tree = id("7e");
  result.written = {"sing.patch", "series"};
  result.notes = {"my song.patch is imported as my-song.patch"};
  result.next = {NextStep::Kind::status_at_tip};
  return result;
}

Import imported_before_setup() {
  Import result;
  result.patches = {patch(1, "sing.patch", PatchState::clean)};
  result.patches.front().commit.clear();
  result.written = {"patches/sing.patch", "patches/series"};
  result.next = {NextStep::Kind::set_up_imported};
  return result;
}

Import imported_nothing() {
  Import result;
  result.left_out = {{"known.patch", "the queue has this file"}};
  return result;
}

ReplayRun replayed() {
  ReplayRun run;
  run.replay = replay_of({patch(1, "0001-add-a-flag.patch", PatchState::clean)});
  run.moved_branch = "topic";
  return run;
}

}  // namespace

std::vector<Sample> project_samples() {
  return {
      {"init", "init", initialised()},
      {"init-adopt", "init", adopted()},
      {"setup", "setup", set_up()},
      {"setup-again", "setup", set_up_before()},
      {"setup-new-address", "setup", set_up_at_new_address()},
      {"setup-fresh", "setup", set_up_afresh()},
      {"verify-passed", "verify", verified()},
      {"verify-failed", "verify", not_verified()},
      {"verify-copy", "verify", verified_a_copy()},
      {"verify-nothing", "verify", nothing_to_verify()},
      {"install", "install", installed()},
      {"install-uv", "install", installed_beside_uv()},
      {"doctor", "doctor", examined()},
      {"doctor-well", "doctor", found_well()},
      {"log", "log", short_log()},
      {"log-nothing", "log", Log{base_commit().id, base_commit().id, {}, false, 0}},
      {"log-touching", "log", upstream_log()},
      {"pristine", "pristine", Pristine{"mlx-lm-repo-pristine", base_commit(), false, {}}},
      {"pristine-removed", "pristine", Pristine{"mlx-lm-repo-pristine", {}, true, {}}},
      {"undo", "undo",
       Undo{Undo::Way::back,
            "12",
            "update to abcdef12",
            id("c1"),
            {"patches/series", "mlxpatch.lock"},
            {},
            {NextStep(NextStep::Kind::show_old_branch).in("mlx-lm-repo").of("5cce1495..39edb542")}}},
      {"history", "history", operations()},
      {"history-empty", "history", History()},
      {"demo", "demo",
       Demo{"mlxpatch-demo",
            {NextStep(NextStep::Kind::enter_demo).in("mlxpatch-demo/project"), NextStep::Kind::diff_demo,
             NextStep::Kind::history_of_demo, NextStep::Kind::undo_in_demo, NextStep::Kind::install_demo}}},
      {"am", "am", taken()},
      {"am-keep-going", "am", partly_taken()},
      {"am-stop", "am", stopped_am()},
      {"format-patch", "format-patch", FormatPatch{{"patches/0001-add-a-flag.patch", "patches/series"}}},
      {"import", "import", imported()},
      {"import-files", "import", imported_before_setup()},
      {"import-nothing", "import", imported_nothing()},
      {"export", "export",
       Export{ExportForm::gbp, "debian/patches", {"debian/patches/a.patch", "debian/patches/series"}, {}}},
      {"export-mbox", "export", Export{ExportForm::mbox, "all.mbox", {"all.mbox"}, {}}},
      {"replay", "replay", replayed()},
      {"replay-many", "replay", replayed_many()},
      {"culprit", "culprit", CulpritRun{base_commit().id, tip_commit().id, {broken_patch()}}},
      {"culprit-none", "culprit", CulpritRun{base_commit().id, tip_commit().id, {}}},
  };
}

}  // namespace mlxpatch::tests
