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

/// How many patches have another place.
std::size_t moved_in(const report::QueueEdit& edit) {
  return static_cast<std::size_t>(
      std::ranges::count_if(edit.queue, [](const report::PlacedPatch& patch) { return patch.index != patch.before; }));
}

std::string headline_of(const report::QueueEdit& edit) {
  const std::string left = count_of(edit.queue.size(), "patch", "patches");
  if (edit.command == report::EditCommand::drop) {
    const std::string gone = count_of(edit.patches.size() + edit.dependents.size(), "patch", "patches");
    if (edit.dry_run) return fmt::format("Would drop {}; {} would be left. Nothing was changed.", gone, left);
    return fmt::format("Dropped {}; {} {} left.", gone, left, edit.queue.size() == 1 ? "is" : "are");
  }
  if (moved_in(edit) == 0) return "The patches are in that order already.";
  const std::string moved = count_of(edit.patches.size(), "patch", "patches");
  if (edit.dry_run)
    return fmt::format("Would move {}; the branch would end at the same tree. Nothing was changed.", moved);
  return fmt::format("Moved {}; the branch ends at the same tree.", moved);
}

/// The part of the queue that has another order, with the numbers that its patches have now.
void show_order(Page& page, const report::QueueEdit& edit) {
  const auto is_moved = [](const report::PlacedPatch& patch) { return patch.index != patch.before; };
  const auto first = std::ranges::find_if(edit.queue, is_moved);
  if (first == edit.queue.end()) return;
  const auto last = std::find_if(edit.queue.rbegin(), edit.queue.rend(), is_moved).base();
  page.gap();
  Rows rows;
  for (auto patch = first; patch != last; ++patch) {
    const bool is_asked_for = std::ranges::find(edit.patches, patch->name) != edit.patches.end();
    const std::string was = is_asked_for ? fmt::format("   (was {})", patch->before) : "";
    rows.push_back({std::to_string(patch->index), patch->name + was});
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
