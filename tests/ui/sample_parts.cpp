#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/update.hpp>

#include "sample_parts.hpp"

namespace mlxpatch::tests {

using namespace report;

std::string id(const std::string& start) { return start + std::string(40 - start.size(), '0'); }

CommitLine base_commit() {
  return {id("5cce1495"),       "2026-01-29T18:20:11+01:00", "Ada Author", "Speed up the sampler (#730)", 730,
          "v0.30.2-4-g5cce1495"};
}

CommitLine tip_commit() {
  return {id("abcdef12"), "2026-03-02T09:00:00Z", "Grace Writer", "Release 0.31", std::nullopt, "v0.31.0"};
}

CommitLine culprit_commit() {
  return {id("1fe1b3c9"), "2026-01-30T10:15:00-08:00", "Linus Example", "Batch requests in the server (#741)", 741, ""};
}

UpstreamedBy likely_upstreamed_by() {
  return {{id("83ff9c96"), "2026-02-27T12:00:00Z", "Barbara Sample", "Limit the prompt cache (#906)", 906, ""},
          Evidence::new_words,
          {"--prompt-cache-size", "prompt_cache_size"},
          3};
}

Patch patch(std::size_t index, const std::string& name, PatchState state) {
  Patch patch;
  patch.index = index;
  patch.name = name;
  patch.subject = "Subject of " + name;
  patch.commit = id("c" + std::to_string(index));
  patch.tree = id("d" + std::to_string(index));
  patch.state = state;
  patch.paths = {"mlx_lm/server.py"};
  const bool is_taken = state == PatchState::clean || state == PatchState::moved || state == PatchState::stepped;
  if (is_taken) patch.new_commit = id("e" + std::to_string(index));
  return patch;
}

Patch broken_patch() {
  Patch broken = patch(1, "mlx-lm-prompt-cache-size.patch", PatchState::conflict);
  broken.subject = "Add --prompt-cache-size to the server";
  broken.conflicts = {
      {"mlx_lm/server.py", ConflictKind::content, id("b1"), id("b2"), id("b3"), "both changed the same lines"}};
  broken.culprit = culprit_commit();
  broken.upstreamed_by = likely_upstreamed_by();
  broken.likely_upstreamed = true;
  return broken;
}

Replay replay_of(std::vector<Patch> patches) {
  Replay replay;
  replay.base = base_commit().id;
  replay.onto = tip_commit().id;
  replay.tree = id("7ee");
  const bool is_clean =
      std::ranges::none_of(patches, [](const Patch& one) { return one.state == PatchState::conflict; });
  if (is_clean) replay.tip = id("719");
  replay.patches = std::move(patches);
  return replay;
}

Update stopped_update() {
  Update update;
  update.outcome = Outcome::stopped_at_conflict;
  update.upstream = "upstream/main";
  update.from = base_commit();
  update.to = tip_commit();
  update.new_commits = 176;
  update.replay = replay_of({broken_patch()});
  Stop stop;
  stop.directory = "mlx-lm-repo";
  stop.patch_index = 1;
  stop.patches = 1;
  stop.patch = "mlx-lm-prompt-cache-size.patch";
  stop.subject = "Add --prompt-cache-size to the server";
  stop.conflicts = broken_patch().conflicts;
  stop.culprit = culprit_commit();
  stop.likely = likely_upstreamed_by();
  stop.upstream_diff =
      "@@ -1120,5 +1131,6 @@ def run(\n"
      "     model_provider: ModelProvider,\n"
      "-    prompt_cache = LRUPromptCache()\n"
      "+    prompt_cache = LRUPromptCache()\n"
      "+    responses = ResponseGenerator(model_provider, prompt_cache)\n";
  stop.patch_diff =
      "@@ -1121 +1121 @@ def run(\n"
      "-    prompt_cache = LRUPromptCache()\n"
      "+    prompt_cache = LRUPromptCache(model_provider.cli_args.prompt_cache_size)\n";
  stop.upstream_left = 175;
  update.stop = stop;
  const std::vector<std::string> paths = {"mlx_lm/server.py"};
  update.next = {NextStep(NextStep::Kind::edit_conflict).in(stop.directory).with(paths),
                 NextStep(NextStep::Kind::add_resolution).in(stop.directory).with(paths),
                 NextStep::Kind::continue_with_resolution, NextStep(NextStep::Kind::skip_patch_instead).of("patch"),
                 NextStep(NextStep::Kind::abort_update_instead).of("update")};
  return update;
}

}  // namespace mlxpatch::tests
