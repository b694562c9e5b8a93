#include "human/draft.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/update.hpp>

#include "human/escaped.hpp"
#include "human/page.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

using report::DraftKind;

/// Whose lines are above ======= and below it.
struct Sides {
  std::string_view ours;
  std::string_view theirs;
};

Sides sides_of(const report::Drafts& drafts) {
  if (drafts.operation == report::Command::pick) return {"your branch", "the picked commit"};
  if (drafts.operation == report::Command::edit) return {"what you edited", "the patch"};
  return {"upstream", "the patch"};
}

std::string headline_of(const report::Drafts& drafts) {
  if (drafts.taken) {
    return fmt::format("Wrote draft {} into {}. It is not marked as resolved: look at it first.", *drafts.taken,
                       join(drafts.written, " and "));
  }
  const std::string regions = count_of(drafts.regions.size(), "region");
  if (drafts.regions.empty()) return "No file has regions in conflict.";
  const auto with_drafts = static_cast<std::size_t>(std::ranges::count_if(
      drafts.regions, [](const report::ConflictRegion& region) { return !region.drafts.empty(); }));
  if (with_drafts == 0) return fmt::format("No drafts for {} in conflict.", regions);
  return fmt::format("{} of {} in conflict {} a draft. It may be wrong: none is taken unasked.", with_drafts, regions,
                     with_drafts == 1 ? "has" : "have");
}

std::string record_of(const report::ConflictDraft& draft) {
  if (draft.kind == DraftKind::both_orders) {
    return fmt::format("one of the two orders was what shipped in {} of {} cases", draft.record.right, draft.record.of);
  }
  return fmt::format("{} of {} such drafts were what shipped", draft.record.right, draft.record.of);
}

std::string reason_of(const report::Drafts& drafts, const report::ConflictDraft& draft) {
  const Sides sides = sides_of(drafts);
  switch (draft.kind) {
    case DraftKind::moved:
      return fmt::format("{} has these lines in {} now: the change of {} goes there, and nothing of it here",
                         sides.ours, path_in(drafts.directory, draft.other_path), sides.theirs);
    case DraftKind::already_there:
      return fmt::format("{} has what {} adds, and nothing of what it removes: its side is taken as it is", sides.ours,
                         sides.theirs);
    case DraftKind::agreement:
      return "two independent ways to merge give this, and none gives anything else";
    case DraftKind::both_orders:
      break;
  }
  return fmt::format("both sides add lines here: one side's come before the other's");
}

void show_region(Page& page, const report::Drafts& drafts, const report::ConflictRegion& region) {
  const std::string path = escaped(path_in(drafts.directory, region.path));
  const bool is_open = region.line != 0;
  page.gap();
  page.line(is_open ? page.colored(Color::bold, fmt::format("Region {}: {}:{}", region.number, path, region.line))
                    : fmt::format("Region {}: {}, edited or resolved", region.number, path));
  if (!is_open) return;
  if (region.drafts.empty()) page.line("  no draft");
  for (const report::ConflictDraft& draft : region.drafts) {
    page.gap();
    page.line("  " + page.colored(Color::bold, fmt::format("Draft {}: {}", draft.number, name_of(draft.kind))));
    page.prose(fmt::format("{}; {}.", reason_of(drafts, draft), record_of(draft)), 2);
    if (!draft.diff.empty()) page.diff(draft.diff);
  }
}

}  // namespace

void show(Page& page, const report::Drafts& drafts) {
  page.headline(headline_of(drafts));
  if (!drafts.taken) {
    for (const report::ConflictRegion& region : drafts.regions) show_region(page, drafts, region);
  }
  page.next(drafts.next);
}

}  // namespace mlxpatch::ui
