#include <fmt/format.h>

#include <algorithm>

#include <mlxpatch/base/text.hpp>

#include "human.hpp"

namespace mlxpatch::ui {

namespace {

std::string place_or_nothing(const std::optional<report::CommitLine>& commit) {
  return commit ? place_words(*commit) : std::string();
}

std::string upstream_name(const std::string& upstream) { return upstream.empty() ? "upstream" : upstream; }

bool is_state(const report::Patch& patch, std::string_view state) { return patch.state == state; }

/// The patches that a queue still has after a replay.
std::size_t kept_of(const report::Replay& replay) {
  return static_cast<std::size_t>(std::ranges::count_if(replay.patches, [](const report::Patch& patch) {
    return !is_state(patch, "upstreamed") && !is_state(patch, "empty");
  }));
}

bool has_conflict(const report::Replay& replay) {
  return std::ranges::any_of(replay.patches, [](const report::Patch& patch) {
    return is_state(patch, "conflict") || is_state(patch, "blocked");
  });
}

std::string onto_id(const report::Update& update) { return short_id(update.to ? update.to->id : update.replay.onto); }

std::string done_headline(const report::Update& update) {
  if (update.command == "pick") {
    const std::size_t picked = kept_of(update.replay);
    if (picked == 0) return "Nothing to pick: the branch has it already.";
    return fmt::format("Picked {}; the base stays where it is.", count_of(picked, "upstream commit"));
  }
  const std::string upstream = upstream_name(update.upstream);
  if (update.dry_run) {
    const std::string outcome =
        update.replay.patches.empty() ? "there are no patches" : summary_of(update.replay.patches);
    return fmt::format("An update to {} {} would give: {}. Nothing was changed.", upstream, onto_id(update), outcome);
  }
  if (update.up_to_date) {
    return fmt::format("Already up to date: the patches stand on {} {}.", upstream, onto_id(update));
  }
  const std::size_t kept = update.patches.value_or(kept_of(update.replay));
  const std::string further =
      update.new_commits == 0 ? "" : ", " + count_of(update.new_commits, "upstream commit") + " further";
  return fmt::format("Updated: {} {} on {} {}{}.", count_of(kept, "patch"), kept == 1 ? "stands" : "stand", upstream,
                     onto_id(update), further);
}

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
    page.section(fmt::format("Under way: {}, which waits for you at a conflict.", *status.operation));
    if (!status.operation_detail.empty()) page.prose(status.operation_detail, 2);
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

void show(Page& page, const report::Update& update) {
  if (update.stop) return show_stop(page, update);
  page.headline(done_headline(update));
  page.gap();
  if (!update.up_to_date && update.command != "pick") {
    page.facts({{"from", place_or_nothing(update.from)}, {"to", place_or_nothing(update.to)}});
    page.gap();
  }
  show_patches(page, update.replay.patches);
  show_drift(page, update.drift);
  if (update.audit) show_audit(page, *update.audit);
  if (!update.written.empty()) page.gap();
  Rows rows;
  put_files(rows, "wrote", update.written);
  page.facts(rows);
  page.notes(update.notes);
  page.next(update.next);
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
                      safe(check.upstream.empty() ? "the tip" : check.upstream), summary_of(check.replay.patches)));
  verdict(!check.drift.any(), check.drift.any() ? "the branch and the patch files have drifted apart"
                                                : "the branch and the patch files say the same");
  page.gap();
  show_patches(page, check.replay.patches);
  show_drift(page, check.drift);
  page.next(check.next);
}

void show(Page& page, const report::Regen& regen) {
  const std::size_t changes = regen.written.size() + regen.removed.size();
  if (changes == 0) {
    page.headline("The patch files say what the branch says: nothing to write.");
  } else if (regen.check_only) {
    page.headline(
        fmt::format("The patch files differ from the branch: regen would change {}.", count_of(changes, "file")));
  } else {
    const std::string removed = regen.removed.empty() ? "" : fmt::format(", removed {}", regen.removed.size());
    page.headline(fmt::format("Wrote {}{}; {} unchanged.", count_of(regen.written.size(), "file"), removed,
                              regen.unchanged.size()));
  }
  page.gap();
  page.facts({{"base", place_words(regen.base)}});
  if (changes != 0) page.gap();
  Rows rows;
  put_files(rows, regen.check_only ? "write" : "wrote", regen.written);
  put_files(rows, regen.check_only ? "remove" : "removed", regen.removed);
  page.facts(rows);
  if (regen.audit) show_audit(page, *regen.audit);
  page.notes(regen.notes);
  page.next(regen.next);
}

}  // namespace mlxpatch::ui
