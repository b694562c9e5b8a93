#include "human/plumbing.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/replay.hpp>

#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"

namespace mlxpatch::ui {

void show(Page& page, const report::Am& am) {
  const std::string branch = am.branch.empty() ? "HEAD" : am.branch;
  const bool is_stopped = am.outcome == report::Outcome::stopped_at_conflict;
  const auto taken =
      static_cast<std::size_t>(std::count_if(am.patches.begin(), am.patches.end(), [](const report::Patch& patch) {
        return patch.state != report::PatchState::empty;
      }));
  const bool is_nothing_new = taken == 0 && !is_stopped;
  page.headline(is_nothing_new ? fmt::format("No patch is new: {} is as it was.", branch)
                               : fmt::format("{}{} {} on {}.", is_stopped ? "Stopped at a conflict: " : "",
                                             count_of(taken, "patch"),
                                             taken == 1 ? "is now a commit" : "are now commits", branch));
  page.gap();
  page.facts({{"tip", am.tip}, {"tree", am.tree}});
  page.gap();
  show_patches(page, am.patches);
  if (!am.refused.empty()) {
    page.section(is_stopped ? "In conflict:" : fmt::format("Left out, {}:", count_of(am.refused.size(), "patch")));
  }
  for (const auto& [name, why] : am.refused) {
    page.line(fmt::format("  {} {}", page.marked(Mark::bad), escaped(name)));
    for (const std::string_view line : split_lines(why)) page.line("      " + escaped(trim_end(line)));
  }
  if (is_stopped && am.next.empty()) {
    page.section("Next:");
    page.steps({{"git status", "which files are in conflict; edit and add them"},
                {"git commit", "make the resolution a commit"}});
  }
  page.notes(am.notes);
  page.next(am.next);
}

void show(Page& page, const report::FormatPatch& format_patch) { page.list(format_patch.written, 0); }

void show(Page& page, const report::ReplayRun& run) {
  const report::Replay& replay = run.replay;
  page.headline(fmt::format("{} replayed on {}: {}.", count_of(replay.patches.size(), "patch"), short_id(replay.onto),
                            summary_of(replay.patches)));
  page.gap();
  page.facts({{"tip", replay.tip.value_or("")}, {"tree", replay.tree}, {"branch", run.moved_branch.value_or("")}});
  page.gap();
  show_patches(page, replay.patches);
}

void show(Page& page, const report::CulpritRun& culprit) {
  const std::string range = fmt::format("{}..{}", short_id(culprit.base), short_id(culprit.onto));
  if (culprit.patches.empty()) {
    page.headline(fmt::format("No patch conflicts: nothing in {} breaks one.", range));
    return;
  }
  page.headline(fmt::format("{} {} with {}.", count_of(culprit.patches.size(), "patch"),
                            culprit.patches.size() == 1 ? "conflicts" : "conflict", range));
  page.gap();
  show_patches(page, culprit.patches);
}

}  // namespace mlxpatch::ui
