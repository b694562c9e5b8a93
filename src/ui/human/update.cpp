#include "human/update.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/update.hpp>

#include "human/audit.hpp"
#include "human/commit_words.hpp"
#include "human/drift.hpp"
#include "human/page.hpp"
#include "human/patches.hpp"
#include "human/replay_words.hpp"
#include "human/stop.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

/// "upstream/main 1a2b3c4d", and the id alone where the update was asked to go to an id.
std::string goal_of(const report::Update& update) {
  const std::string& id = update.to ? update.to->id : update.replay.onto;
  const std::string_view name = update.upstream.empty() ? "upstream" : std::string_view(update.upstream);
  return id.starts_with(name) ? std::string(short_id(id)) : fmt::format("{} {}", name, short_id(id));
}

std::string done_headline(const report::Update& update) {
  if (update.operation == report::Command::pick) {
    const std::size_t picked = kept_of(update.replay);
    const bool is_skipped = std::ranges::any_of(
        update.replay.patches, [](const report::Patch& patch) { return patch.state == report::PatchState::skipped; });
    if (picked == 0) return is_skipped ? "Picked nothing." : "Nothing to pick: the branch already has it.";
    return fmt::format("Picked {}; the base stays where it is.", count_of(picked, "upstream commit"));
  }
  if (update.operation == report::Command::edit) {
    const std::size_t kept = update.patches.value_or(kept_of(update.replay));
    return fmt::format("Edited the patch; the queue has {}.", count_of(kept, "patch", "patches"));
  }
  if (update.dry_run && !update.up_to_date) {
    const std::string outcome =
        update.replay.patches.empty() ? "there are no patches" : summary_of(update.replay.patches);
    return fmt::format("An update to {} would give: {}. Nothing was changed.", goal_of(update), outcome);
  }
  if (update.up_to_date) {
    return fmt::format("Already up to date: the patches are on {}.", goal_of(update));
  }
  const std::size_t kept = update.patches.value_or(kept_of(update.replay));
  const std::string further =
      update.new_commits == 0 ? "" : ", " + count_of(update.new_commits, "upstream commit") + " further";
  return fmt::format("Updated: {} {} on {}{}.", count_of(kept, "patch"), kept == 1 ? "is" : "are", goal_of(update),
                     further);
}

}  // namespace

void show(Page& page, const report::Update& update) {
  if (update.stop) return show_stop(page, update);
  page.headline(done_headline(update));
  page.gap();
  if (!update.up_to_date && update.operation == report::Command::update) {
    page.facts({{"from", place_or_nothing(update.from)}, {"to", place_or_nothing(update.to)}});
    page.gap();
  }
  show_patches(page, update.replay.patches);
  show_drift(page, update.drift);
  if (update.audit) show_audit(page, *update.audit);
  if (!update.written.empty() || !update.remembered.empty()) page.gap();
  Rows rows;
  put_files(rows, "wrote", update.written);
  put_files(rows, "remembered", update.remembered);
  page.facts(rows);
  page.notes(update.notes);
  page.next(update.next);
}

void show(Page& page, const report::Abort& abort) {
  const std::string_view where =
      abort.branch_moved ? "stays at {}, where it was moved meanwhile" : "is at {} again, as before it began";
  page.headline(fmt::format("Undid the {}: {} {}.", name_of(abort.operation), abort.branch,
                            fmt::format(fmt::runtime(where), short_id(abort.tip))));
  page.notes(abort.notes);
  page.kept(abort.kept);
}

void show(Page& page, const report::Regen& regen) {
  const std::size_t changes = regen.written.size() + regen.removed.size();
  if (changes == 0) {
    page.headline("The patch files match the branch: nothing to write.");
  } else if (regen.check_only) {
    page.headline(
        fmt::format("The patch files differ from the branch: regen would change {}.", count_of(changes, "file")));
  } else {
    const std::string removed = regen.removed.empty() ? "" : fmt::format(", removed {}", regen.removed.size());
    page.headline(fmt::format("Wrote {}{}; {} unchanged.", count_of(regen.written.size(), "file"), removed,
                              regen.unchanged.size()));
  }
  page.gap();
  Rows facts = {{"base", place_words(regen.base)}};
  if (regen.moved) {
    facts.push_back({"branch", fmt::format("{} moved from {} to {}, without its merges", regen.moved->name,
                                           short_id(regen.moved->from), short_id(regen.moved->to))});
  }
  page.facts(facts);
  if (changes != 0) page.gap();
  Rows rows;
  put_files(rows, regen.check_only ? "write" : "wrote", regen.written);
  put_files(rows, regen.check_only ? "remove" : "removed", regen.removed);
  for (const report::RenamedFile& file : regen.renamed) {
    rows.push_back({"renamed", fmt::format("{} to {}", file.from, file.to)});
  }
  page.facts(rows);
  if (regen.audit) show_audit(page, *regen.audit);
  page.notes(regen.notes);
  page.next(regen.next);
}

}  // namespace mlxpatch::ui
