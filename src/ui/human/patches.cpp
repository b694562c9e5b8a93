#include "human/patches.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>

#include "columns.hpp"
#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"
#include "names.hpp"

namespace mlxpatch::ui {

namespace {

using report::PatchState;

// Beyond this many patches, runs of clean ones share one row.
constexpr std::size_t k_long_queue = 24;
constexpr std::size_t k_shortest_run = 4;
constexpr std::size_t k_widest_name = 44;

Mark mark_of(report::PatchState state) {
  switch (state) {
    using enum report::PatchState;
    case upstreamed:
      return Mark::upstreamed;
    case empty:
      return Mark::empty;
    case conflict:
      return Mark::bad;
    case blocked:
      return Mark::warn;
    case skipped:
      return Mark::skipped;
    case clean:
    case moved:
    case stepped:
    case resolved:
      return Mark::good;
  }
  return Mark::good;
}

std::string title_of(const report::Patch& patch) { return escaped(patch.name.empty() ? patch.subject : patch.name); }

bool is_plain(const report::Patch& patch) {
  return patch.state == PatchState::clean && patch.notes.empty() && patch.conflicts.empty() && !patch.upstreamed_by;
}

struct Widths {
  std::size_t index = 1;
  std::size_t name = 1;
};

Widths widths_of(const std::vector<report::Patch>& patches) {
  Widths widths;
  for (const report::Patch& patch : patches) {
    widths.index = std::max(widths.index, fmt::formatted_size("{}", patch.index));
    widths.name = std::max(widths.name, columns_of(title_of(patch)));
  }
  widths.name = std::min(widths.name, k_widest_name);
  return widths;
}

std::string_view words_for(PatchState state) {
  if (state == PatchState::resolved) return "resolved by hand";
  if (state == PatchState::skipped) return "left out: you skipped it";
  return name_of(state);
}

std::string state_words(const Page& page, PatchState state) {
  const std::string_view name = words_for(state);
  if (state == PatchState::conflict) return page.colored(Color::bad, name);
  if (state == PatchState::blocked) return page.colored(Color::warn, name);
  return std::string(name);
}

void show_upstreamed(Page& page, const report::Patch& patch, const std::string& indent) {
  if (!patch.upstreamed_by) return;
  const report::UpstreamedBy& by = *patch.upstreamed_by;
  const std::string_view verdict = report::is_kept(patch) ? "upstream may have it since" : "upstream has it since";
  page.line(fmt::format("{}{} {}", indent, verdict, commit_words(by.commit)));
  const std::string words = fmt::format("{} ({})", subject_words(by.commit), evidence_of(by.how));
  page.line(fmt::format("{}  {}", indent, trim(words)));
}

void show_details(Page& page, const report::Patch& patch, const std::string& indent) {
  for (const report::Conflict& conflict : patch.conflicts) {
    page.line(fmt::format("{}{}: {}", indent, escaped(conflict.path), name_of(conflict.kind)));
  }
  if (patch.culprit) {
    page.line(fmt::format("{}broken by {}", indent, commit_words(*patch.culprit)));
    if (!patch.culprit->subject.empty()) page.line(indent + "  " + subject_words(*patch.culprit));
  }
  if (patch.clean_since) page.line(fmt::format("{}clean again since {}", indent, commit_words(*patch.clean_since)));
  show_upstreamed(page, patch, indent);
  for (const std::string& note : patch.notes) page.line(indent + escaped(note));
}

/// How many patches from `first` on are plain.
std::size_t quiet_run(const std::vector<report::Patch>& patches, std::size_t first) {
  std::size_t end = first;
  while (end < patches.size() && is_plain(patches[end])) ++end;
  return end - first;
}

}  // namespace

std::string_view evidence_of(report::Evidence evidence) {
  switch (evidence) {
    using enum report::Evidence;
    case patch_id:
      return "the same change";
    case empty:
      return "it leaves the patch empty";
    case reverse_applies:
      return "all of its lines are there";
    case cherry_picked:
      return "you picked it from there";
    case new_words:
      return "it brought the same new words";
  }
  return "";
}

std::string summary_of(const std::vector<report::Patch>& patches) {
  std::vector<std::string> parts;
  for (const auto& [state, count] : report::counts_of(patches)) {
    const std::string_view name = state == PatchState::resolved ? words_for(state) : name_of(state);
    if (count == patches.size() && count != 0) return fmt::format("{}{}", count == 1 ? "" : "all ", name);
    if (count != 0) parts.push_back(fmt::format("{} {}", count, name));
  }
  return parts.empty() ? "no patches" : join(parts, ", ");
}

void show_patches(Page& page, const std::vector<report::Patch>& patches) {
  if (patches.empty()) return;
  const Widths widths = widths_of(patches);
  const std::string indent(widths.index + 8, ' ');
  for (std::size_t at = 0; at < patches.size(); ++at) {
    const report::Patch& patch = patches[at];
    const std::size_t run = patches.size() > k_long_queue ? quiet_run(patches, at) : 0;
    if (run >= k_shortest_run) {
      const std::string which = fmt::format("{} to {}", patch.index, patches[at + run - 1].index);
      page.line(fmt::format("  {} {}: clean", page.marked(Mark::good), which));
      at += run - 1;
      continue;
    }
    page.line(fmt::format("  {} {:>{}}  {}  {}", page.marked(mark_of(patch.state)), patch.index, widths.index,
                          padded(title_of(patch), widths.name), state_words(page, patch.state)));
    show_details(page, patch, indent);
  }
}

}  // namespace mlxpatch::ui
