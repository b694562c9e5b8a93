#include "human/queue_edit.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "human/audit.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

bool is_in_old_order(const report::QueueEdit& edit) {
  return std::ranges::all_of(edit.queue, [](const report::PlacedPatch& patch) { return patch.index == patch.before; });
}

std::string headline_of(const report::QueueEdit& edit) {
  const std::string left = count_of(edit.queue.size(), "patch", "patches");
  if (edit.command == report::EditCommand::drop) {
    const std::string gone = count_of(edit.patches.size() + edit.dependents.size(), "patch", "patches");
    if (edit.dry_run) return fmt::format("Would drop {}; {} would be left. Nothing was changed.", gone, left);
    return fmt::format("Dropped {}; {} {} left.", gone, left, edit.queue.size() == 1 ? "is" : "are");
  }
  if (is_in_old_order(edit)) return "The patches are in that order already.";
  const std::string moved = count_of(edit.patches.size(), "patch", "patches");
  if (edit.dry_run)
    return fmt::format("Would move {}; the branch would end at the same tree. Nothing was changed.", moved);
  return fmt::format("Moved {}; the branch ends at the same tree.", moved);
}

/// Where the moved patches are now, which are next to each other, and between which others.
void show_order(Page& page, const report::QueueEdit& edit) {
  const auto is_asked_for = [&](std::size_t at) {
    return at < edit.queue.size() && std::ranges::find(edit.patches, edit.queue[at].name) != edit.patches.end();
  };
  if (is_in_old_order(edit)) return;
  page.gap();
  Rows rows;
  for (std::size_t at = 0; at < edit.queue.size(); ++at) {
    const report::PlacedPatch& patch = edit.queue[at];
    const bool is_near = is_asked_for(at) || is_asked_for(at + 1) || (at > 0 && is_asked_for(at - 1));
    if (!is_near) continue;
    const std::string was = is_asked_for(at) ? fmt::format("   (was {})", patch.before) : "";
    rows.push_back({std::to_string(patch.index), patch.name + was});
  }
  page.facts(rows);
}

void show_left_out(Page& page, const report::QueueEdit& edit) {
  Rows rows;
  put_files(rows, edit.dry_run ? "drop" : "dropped", edit.patches);
  for (const report::Dependent& dependent : edit.dependents) {
    rows.push_back({"with it", fmt::format("{}   needs {}", dependent.name, join(dependent.needs, ", "))});
  }
  page.gap();
  page.facts(rows);
}

}  // namespace

void show(Page& page, const report::QueueEdit& edit) {
  page.headline(headline_of(edit));
  if (edit.command == report::EditCommand::drop) {
    show_left_out(page, edit);
  } else {
    show_order(page, edit);
  }
  if (!edit.written.empty() || !edit.removed.empty()) {
    page.gap();
    Rows rows;
    put_files(rows, edit.dry_run ? "write" : "wrote", edit.written);
    put_files(rows, edit.dry_run ? "remove" : "removed", edit.removed);
    page.facts(rows);
  }
  if (edit.audit && !edit.dry_run) show_audit(page, *edit.audit);
  page.notes(edit.notes);
  page.next(edit.next);
}

}  // namespace mlxpatch::ui
