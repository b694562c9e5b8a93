#include <string>
#include <vector>

#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

Resolution resolution() {
  Resolution resolution;
  resolution.key = id("4d2");
  resolution.file = "patches/.resolutions/" + id("4d2") + ".txt";
  resolution.patch = "mlx-lm-prompt-cache-size.patch";
  resolution.culprit = culprit_commit().id;
  resolution.subject = "Rename the flag";
  resolution.date = "2026-02-27T21:14:05+01:00";
  resolution.author = "Ada Author <ada@example.com>";
  resolution.path = "mlx_lm/server.py";
  return resolution;
}

Resolutions list() {
  Resolution whole = resolution();
  whole.key = id("9ab");
  whole.culprit.clear();
  whole.subject.clear();
  whole.also = {"README.md", "mlx_lm/utils.py"};
  return {
      ResolutionsAction::list, false, {resolution(), whole}, 2, {{"patches/.resolutions/x.txt", "line 3: expected"}}};
}

Resolutions one() {
  Resolution resolution_of = resolution();
  resolution_of.texts = ResolutionTexts{"def main():\n", "    run(8)\n",        "    start(8)\n",
                                        "    run(16)\n", "\n    return True\n", "    start(16)\n"};
  return {ResolutionsAction::show, false, {resolution_of}, 2, {}};
}

Resolutions pruned(bool is_dry) {
  Resolution first = resolution();
  first.outdated = Outdated::base_past;
  Resolution second = resolution();
  second.outdated = Outdated::patch_left;
  return {ResolutionsAction::prune, is_dry, {first, second}, 1, {}};
}

Stop stop() {
  Stop stop;
  stop.directory = "mlx-lm-repo";
  stop.patch_index = 1;
  stop.patches = 3;
  stop.patch = "mlx-lm-prompt-cache-size.patch";
  stop.subject = "Add a size for the prompt cache";
  stop.conflicts = {{"mlx_lm/server.py", ConflictKind::content, id("b1"), id("b2"), id("b3"), ""}};
  Resolution elsewhere = resolution();
  elsewhere.path = "server.py";
  elsewhere.also = {"README.md"};
  stop.known = {{"mlx_lm/server.py", {resolution(), elsewhere}}};
  stop.culprit = culprit_commit();
  return stop;
}

Update known(bool is_all) {
  Update update;
  update.outcome = Outcome::stopped_at_conflict;
  update.stop = stop();
  if (!is_all) {
    update.stop->conflicts.push_back({"setup.py", ConflictKind::content, id("b4"), id("b5"), id("b6"), ""});
    update.remembered = {"patches/.resolutions/" + id("5e1") + ".txt"};
    update.command = Command::continue_update;
  }
  return update;
}

}  // namespace

std::vector<Sample> resolution_samples() {
  return {
      {"update-stop-known", "update", known(true)},
      {"continue-stop-known-in-part", "continue", known(false)},
      {"resolutions", "resolutions", list()},
      {"resolutions-none", "resolutions", Resolutions()},
      {"resolutions-show", "resolutions", one()},
      {"resolutions-prune", "resolutions", pruned(false)},
      {"resolutions-prune-dry", "resolutions", pruned(true)},
      {"resolutions-prune-nothing", "resolutions", Resolutions{ResolutionsAction::prune, false, {}, 3, {}}},
  };
}

}  // namespace mlxpatch::tests
