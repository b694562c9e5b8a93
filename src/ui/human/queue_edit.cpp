#include "human/queue_edit.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "human/audit.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

bool is_in_old_order(const report::QueueEdit& edit) {
  return std::ranges::all_of(edit.queue, [](const report::PlacedPatch& patch) { return patch.index == patch.before; });
}

/// What was done and what is left, or what would be.
std::string told(const report::QueueEdit& edit, const std::string& done, const std::string& would) {
  const std::size_t count = edit.queue.size();
  const std::string left = count_of(count, "patch", "patches");
  if (edit.dry_run) return fmt::format("Would {}; {} would be left. Nothing was changed.", would, left);
  return fmt::format("{}; {} {} left.", done, left, count == 1 ? "is" : "are");
}

std::string headline_of_drop(const report::QueueEdit& edit) {
  const std::string gone = count_of(edit.patches.size() + edit.dependents.size(), "patch", "patches");
  return told(edit, "Dropped " + gone, "drop " + gone);
}

std::string headline_of_move(const report::QueueEdit& edit) {
  if (is_in_old_order(edit)) return "The patches are in that order already.";
  const std::string moved = count_of(edit.patches.size(), "patch", "patches");
  if (edit.dry_run) {
    return fmt::format("Would move {}; the branch would end at the same tree. Nothing was changed.", moved);
  }
  return fmt::format("Moved {}; the branch ends at the same tree.", moved);
}

std::string headline_of_fold(const report::QueueEdit& edit) {
  const std::string folded =
      fmt::format("{} into {}", count_of(edit.patches.size(), "patch", "patches"), escaped(edit.target));
  return told(edit, "Folded " + folded, "fold " + folded);
}

std::string headline_of_split(const report::QueueEdit& edit) {
  const std::string patch = escaped(edit.patches.front());
  if (edit.target.empty()) return fmt::format("{} has {}:", patch, count_of(edit.hunks.size(), "hunk"));
  const auto leaving = std::ranges::count(edit.hunks, true, &report::ListedHunk::leaves);
  const std::string part = fmt::format("{} of {}", leaving, count_of(edit.hunks.size(), "hunk"));
  const std::string to = escaped(edit.target);
  if (edit.dry_run) return fmt::format("Would split {}: {} would go to {}. Nothing was changed.", patch, part, to);
  return fmt::format("Split {}: {} went to {}.", patch, part, to);
}

std::string headline_of(const report::QueueEdit& edit) {
  const std::string nothing = edit.dry_run ? " Nothing was changed." : "";
  switch (edit.command) {
    case report::EditCommand::drop:
      return headline_of_drop(edit);
    case report::EditCommand::move:
      return headline_of_move(edit);
    case report::EditCommand::fold:
      return headline_of_fold(edit);
    case report::EditCommand::split:
      return headline_of_split(edit);
    case report::EditCommand::reword:
      return fmt::format("{} {}.{}", edit.dry_run ? "Would reword" : "Reworded", escaped(edit.patches.front()),
                         nothing);
    case report::EditCommand::rename:
      return fmt::format("{} {} to {}.{}", edit.dry_run ? "Would rename" : "Renamed", escaped(edit.patches.front()),
                         escaped(edit.target), nothing);
    case report::EditCommand::new_patch:
      return fmt::format("{} {} of the changes in {}.{}", edit.dry_run ? "Would make" : "Made", escaped(edit.target),
                         count_of(edit.files.size(), "file"), nothing);
    case report::EditCommand::absorb:
      break;  // report::Absorb has a page of its own.
  }
  return {};
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
    const std::string was = is_asked_for(at) ? fmt::format("   (was {})", patch.before.value_or(0)) : "";
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

void show_folded(Page& page, const report::QueueEdit& edit) {
  Rows rows;
  put_files(rows, edit.dry_run ? "fold" : "folded", edit.patches);
  page.gap();
  page.facts(rows);
}

std::string heading_of(const report::ListedHunk& hunk) {
  const std::string_view text = hunk.text;
  return hunk.text.empty() ? "(no hunks)" : std::string(text.substr(0, text.find('\n')));
}

/// All hunks with their lines, to choose from.
void list_hunks(Page& page, const report::QueueEdit& edit) {
  for (const report::ListedHunk& hunk : edit.hunks) {
    page.gap();
    page.line(fmt::format("  {}  {}", hunk.number, page.colored(Color::bold, hunk.path)));
    if (hunk.text.empty()) {
      page.line("    (a change without hunks)");
    } else {
      page.diff(hunk.text);
    }
  }
}

void show_split(Page& page, const report::QueueEdit& edit) {
  if (edit.target.empty()) return list_hunks(page, edit);
  page.gap();
  for (const bool leaves : {false, true}) {
    page.line("  " + escaped(leaves ? edit.target : edit.patches.front()));
    for (const report::ListedHunk& hunk : edit.hunks) {
      if (hunk.leaves != leaves) continue;
      page.line(fmt::format("    {:>2}  {}  {}", hunk.number, escaped(hunk.path), escaped(heading_of(hunk))));
    }
  }
}

/// The subject of a patch, and the files of a new one.
void show_text(Page& page, const report::QueueEdit& edit, const std::string& name) {
  Rows rows;
  for (const report::PlacedPatch& patch : edit.queue) {
    if (patch.name == name) rows.push_back({"subject", patch.subject});
  }
  put_files(rows, edit.files.size() == 1 ? "file" : "files", edit.files);
  page.gap();
  page.facts(rows);
}

void show_what_changed(Page& page, const report::QueueEdit& edit) {
  switch (edit.command) {
    case report::EditCommand::drop:
      return show_left_out(page, edit);
    case report::EditCommand::move:
      return show_order(page, edit);
    case report::EditCommand::fold:
      return show_folded(page, edit);
    case report::EditCommand::split:
      return show_split(page, edit);
    case report::EditCommand::reword:
      return show_text(page, edit, edit.patches.front());
    case report::EditCommand::new_patch:
      return show_text(page, edit, edit.target);
    case report::EditCommand::rename:
    case report::EditCommand::absorb:
      return;
  }
}

}  // namespace

void show(Page& page, const report::QueueEdit& edit) {
  page.headline(headline_of(edit));
  show_what_changed(page, edit);
  show_end(page, edit);
}

void show_end(Page& page, const report::QueueEdit& edit) {
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

void show(Page& page, const report::EditedPatch& patch) {
  page.headline(
      fmt::format("Stopped at patch {} of {}, to edit it: {}.", patch.index, patch.patches, escaped(patch.name)));
  if (patch.subject != patch.name) page.prose(patch.subject, 2);
  page.gap();
  page.prose(fmt::format("{} holds the queue up to this patch, which is staged there. Change anything.",
                         patch.directory.empty() ? "This directory" : patch.directory));
  page.next(patch.next);
}

}  // namespace mlxpatch::ui
