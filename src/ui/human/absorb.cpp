#include "human/absorb.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/absorb.hpp>

#include "human/escaped.hpp"
#include "human/page.hpp"
#include "human/queue_edit.hpp"

namespace mlxpatch::ui {

namespace {

std::size_t count_absorbed(const report::Absorb& absorb) {
  return static_cast<std::size_t>(
      std::ranges::count_if(absorb.hunks, [](const report::AbsorbedHunk& hunk) { return !hunk.patch.empty(); }));
}

std::string headline_of(const report::Absorb& absorb) {
  if (absorb.hunks.empty()) return "There is nothing to absorb: no tracked file has uncommitted changes.";
  const std::size_t absorbed = count_absorbed(absorb);
  const std::size_t staying = absorb.hunks.size() - absorbed;
  if (absorbed == 0) {
    return fmt::format("Nothing was absorbed: {} uncommitted.",
                       staying == 1 ? "the hunk stays" : fmt::format("all {} hunks stay", staying));
  }
  const std::string what =
      fmt::format("{} into {}", count_of(absorbed, "hunk"), count_of(absorb.edit.patches.size(), "patch", "patches"));
  if (absorb.edit.dry_run) {
    const std::string rest = staying == 0 ? "" : fmt::format("; {} would stay", staying);
    return fmt::format("Would absorb {}{}. Nothing was changed.", what, rest);
  }
  const std::string rest = staying == 0 ? "" : fmt::format("; {} {}", staying, staying == 1 ? "stays" : "stay");
  return fmt::format("Absorbed {}{}.", what, rest);
}

/// "app/server.py:12-14  -2 +3"
std::string place_of(const report::AbsorbedHunk& hunk) {
  switch (hunk.kind) {
    case report::HunkKind::lines:
      break;
    case report::HunkKind::mode:
      return hunk.path + "  mode";
    case report::HunkKind::content:
      return hunk.path + "  changed as a whole";
    case report::HunkKind::added:
      return hunk.path + "  new file";
    case report::HunkKind::removed:
      return hunk.path + "  removed";
    case report::HunkKind::type:
      return hunk.path + "  another type of file";
  }
  std::string place = fmt::format("{}:{}", hunk.path, hunk.line);
  if (hunk.added > 1) place += fmt::format("-{}", hunk.line + hunk.added - 1);
  place += ' ';
  if (hunk.removed != 0) place += fmt::format(" -{}", hunk.removed);
  if (hunk.added != 0) place += fmt::format(" +{}", hunk.added);
  return place;
}

std::string reason_of(const report::AbsorbedHunk& hunk) {
  const std::string names = join(hunk.candidates, ", ");
  switch (hunk.stays) {
    case report::HunkStays::no_patch:
      return "no patch changes the file";
    case report::HunkStays::upstream_lines:
      return "in upstream's lines, away from those of " + names;
    case report::HunkStays::between:
      return "between the lines of " + join(hunk.candidates, " and those of ");
    case report::HunkStays::several:
      return "it changes the file as a whole, as may " + names;
    case report::HunkStays::would_empty:
      break;
  }
  return "it takes back all of " + names;
}

void show_absorbed(Page& page, const report::Absorb& absorb) {
  page.gap();
  for (const std::string& patch : absorb.edit.patches) {
    page.line("  " + escaped(patch));
    for (const report::AbsorbedHunk& hunk : absorb.hunks) {
      if (hunk.patch == patch) page.line("    " + escaped(place_of(hunk)));
    }
  }
}

void show_staying(Page& page, const report::Absorb& absorb) {
  if (count_absorbed(absorb) == absorb.hunks.size()) return;
  page.section(absorb.edit.dry_run ? "Would stay uncommitted:" : "Uncommitted:");
  for (const report::AbsorbedHunk& hunk : absorb.hunks) {
    if (!hunk.patch.empty()) continue;
    page.line("  " + escaped(place_of(hunk)));
    page.prose(reason_of(hunk), 4);
  }
}

}  // namespace

void show(Page& page, const report::Absorb& absorb) {
  page.headline(headline_of(absorb));
  show_absorbed(page, absorb);
  show_staying(page, absorb);
  show_end(page, absorb.edit);
}

}  // namespace mlxpatch::ui
