#include "human/status.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

#include "human/commit_words.hpp"
#include "human/drift.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"
#include "human/replay_words.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

std::string status_headline(const report::Status& status) {
  const std::string queue =
      status.replay ? count_of(status.replay->patches.size(), "patch") + " on " + status.branch : status.branch;
  if (!status.tip) return fmt::format("{}: {}.", status.directory, queue);
  const std::string_view upstream = status.upstream.empty() ? "upstream" : std::string_view(status.upstream);
  if (status.behind == 0) return fmt::format("{}: {}, up to date with {}.", status.directory, queue, upstream);
  return fmt::format("{}: {}, {} behind {}.", status.directory, queue, count_of(status.behind, "commit"), upstream);
}

std::string check_headline(const report::Check& check) {
  if (check.outcome == report::Outcome::done) {
    return fmt::format("Check passed, {}.", count_of(check.replay.patches.size(), "patch"));
  }
  const int failures = (check.files_apply ? 0 : 1) + (has_conflict(check.replay) ? 1 : 0) + (check.drift.any() ? 1 : 0);
  return failures == 0 ? "Check failed." : fmt::format("Check failed in {} of 3 points.", failures);
}

}  // namespace

void show(Page& page, const report::Status& status) {
  page.headline(status_headline(status));
  page.gap();
  page.facts({{"base", place_or_nothing(status.base)}, {"tip", place_or_nothing(status.tip)}});
  if (status.operation) {
    const bool is_edit = *status.operation == report::Command::edit;
    page.section(
        fmt::format("In progress: {}{}.", name_of(*status.operation), is_edit ? "" : ", stopped at a conflict"));
    if (!status.operation_detail.empty()) page.prose(status.operation_detail, 2);
  }
  if (!status.git_operation.empty()) {
    page.section(fmt::format("In progress: a git {} that you started in the checkout.", status.git_operation));
  }
  if (!status.unmerged.empty()) {
    page.section("Files in conflict:");
    page.list(status.unmerged);
  }
  if (!status.modified.empty()) {
    page.section("Changes that are not committed:");
    page.list(status.modified);
  }
  if (status.replay && !status.replay->patches.empty()) {
    page.section(
        fmt::format("At {} {}:", status.upstream.empty() ? "the tip" : status.upstream, short_id(status.replay->onto)));
    show_patches(page, status.replay->patches);
  }
  show_drift(page, status.drift);
  page.notes(status.notes);
  page.next(status.next);
}

void show(Page& page, const report::Check& check) {
  page.headline(check_headline(check));
  page.gap();
  page.facts({{"base", place_or_nothing(check.base)},
              {"tip", place_or_nothing(check.tip)},
              {"", check.tip && check.behind != 0 ? count_of(check.behind, "commit") + " behind" : ""}});
  page.gap();
  const auto verdict = [&page](bool good, std::string_view text) {
    page.line(fmt::format("  {} {}", page.marked(good ? Mark::good : Mark::bad), text));
  };
  verdict(check.files_apply,
          check.files_apply ? "the patch files apply at the base" : "the patch files do not apply at the base:");
  if (!check.files_apply) page.prose(check.apply_problem, 6);
  const bool replays = !has_conflict(check.replay);
  verdict(replays,
          fmt::format("the queue {} {}: {}", replays ? "replays on" : "does not replay on",
                      escaped(check.upstream.empty() ? "the tip" : check.upstream), summary_of(check.replay.patches)));
  if (!check.has_branch) {
    page.line(
        fmt::format("  {} there is no branch that the patch files could differ from", page.marked(Mark::skipped)));
  } else {
    verdict(!check.drift.any(), check.drift.any() ? "the branch and the patch files have drifted apart"
                                                  : "the branch and the patch files agree");
  }
  page.gap();
  show_patches(page, check.replay.patches);
  show_drift(page, check.drift);
  page.notes(check.notes);
  page.next(check.next);
}

}  // namespace mlxpatch::ui
