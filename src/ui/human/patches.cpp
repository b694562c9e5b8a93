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
constexpr std::size_t k_most_words = 4;
// So many lost lines are shown one by one.
constexpr std::size_t k_lost_lines_shown = 5;

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
  return patch.state == PatchState::clean && patch.notes.empty() && patch.conflicts.empty() && !patch.upstreamed_by &&
         !patch.hunks && patch.lost_lines.empty();
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

std::string state_words(const Page& page, const report::Patch& patch) {
  const PatchState state = patch.state;
  if (patch.is_reused) return "resolved as before";
  const std::string_view name = words_for(state);
  const std::string known = patch.resolution_known ? ", resolution known" : "";
  if (state == PatchState::conflict) return page.colored(Color::bad, name) + known;
  if (state == PatchState::blocked) return page.colored(Color::warn, name) + known;
  return std::string(name);
}

void show_upstreamed(Page& page, const report::Patch& patch, const std::string& indent) {
  if (!patch.upstreamed_by) return;
  const report::UpstreamedBy& by = *patch.upstreamed_by;
  const std::string_view verdict = report::is_kept(patch) ? "upstream may have it since" : "upstream has it since";
  page.line(fmt::format("{}{} {}", indent, verdict, commit_words(by.commit)));
  const std::string evidence = fmt::format("({})", evidence_of(by));
  if (by.words.empty()) {
    page.line(fmt::format("{}  {}", indent, trim(fmt::format("{} {}", subject_words(by.commit), evidence))));
    return;
  }
  if (!by.commit.subject.empty()) page.line(indent + "  " + subject_words(by.commit));
  page.prose(evidence, indent.size() + 2);
}

void show_hunks(Page& page, const report::Patch& patch, const std::string& indent) {
  if (!patch.hunks) return;
  std::string kept = fmt::format("{} kept, ", patch.hunks->kept);
  for (const auto& [since, count] : patch.hunks->upstream) {
    const std::string number = since.number ? fmt::format(" (#{})", *since.number) : "";
    page.line(fmt::format("{}hunks: {}{} upstream since {}{}", indent, kept, count, short_id(since.id), number));
    if (!since.subject.empty()) page.line(indent + "  " + subject_words(since));
    kept.clear();
  }
}

void show_lost_lines(Page& page, const report::Patch& patch, const std::string& indent) {
  if (patch.lost_lines.empty()) return;
  page.line(fmt::format("{}{} lost in a clean merge:", indent, count_of(patch.lost_lines.size(), "line")));
  const std::size_t shown = std::min(patch.lost_lines.size(), k_lost_lines_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    page.line(fmt::format("{}  {}: {}", indent, escaped(patch.lost_lines[i].path), escaped(patch.lost_lines[i].line)));
  }
  if (shown < patch.lost_lines.size())
    page.line(fmt::format("{}  and {} more", indent, patch.lost_lines.size() - shown));
}

void show_details(Page& page, const report::Patch& patch, const std::string& indent) {
  for (const report::Conflict& conflict : patch.conflicts) {
    const std::string driver =
        conflict.driver.empty() ? "" : fmt::format(", merge driver \"{}\"", escaped(conflict.driver));
    page.line(fmt::format("{}{}: {}{}", indent, escaped(conflict.path), name_of(conflict.kind), driver));
  }
  if (patch.culprit) {
    page.line(fmt::format("{}broken by {}", indent, commit_words(*patch.culprit)));
    if (!patch.culprit->subject.empty()) page.line(indent + "  " + subject_words(*patch.culprit));
  }
  if (patch.clean_since) page.line(fmt::format("{}clean again since {}", indent, commit_words(*patch.clean_since)));
  show_upstreamed(page, patch, indent);
  show_hunks(page, patch, indent);
  show_lost_lines(page, patch, indent);
  for (const std::string& note : patch.notes) page.line(indent + escaped(note));
}

/// How many patches from `first` on are plain.
std::size_t quiet_run(const std::vector<report::Patch>& patches, std::size_t first) {
  std::size_t end = first;
  while (end < patches.size() && is_plain(patches[end])) ++end;
  return end - first;
}

/// "it brought 5 of the patch's 6 new words: --max-size, max_size, evict() and 2 more"
std::string new_words_of(const report::UpstreamedBy& by) {
  if (by.words.empty()) return "it brought the same new words";
  const auto named = static_cast<std::ptrdiff_t>(std::min(by.words.size(), k_most_words));
  std::vector<std::string> words(by.words.begin(), by.words.begin() + named);
  for (std::string& word : words) word = escaped(word);
  const std::size_t more = by.words.size() - words.size();
  return fmt::format("it brought {} of the patch's {}: {}{}", by.words.size(), count_of(by.of_words, "new word"),
                     join(words, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

std::string evidence_of(const report::UpstreamedBy& by) {
  switch (by.how) {
    using enum report::Evidence;
    case patch_id:
      return "the same change";
    case squashed:
      return "the same change, squashed";
    case empty:
      return "it leaves the patch empty";
    case reverse_applies:
      return "all of its lines are there";
    case cherry_picked:
      return "you picked it from there";
    case new_words:
      return new_words_of(by);
    case same_lines:
      return "it brought every line that the patch adds";
  }
  return "";
}

std::string summary_of(const std::vector<report::Patch>& patches) {
  std::vector<std::string> parts;
  const auto known = std::ranges::count_if(patches, &report::Patch::resolution_known);
  const std::string resolutions = known == 0 ? "" : fmt::format(" (resolution known: {})", known);
  for (const auto& [state, count] : report::counts_of(patches)) {
    const std::string_view name = state == PatchState::resolved ? words_for(state) : name_of(state);
    if (count == patches.size() && count != 0)
      return fmt::format("{}{}{}", count == 1 ? "" : "all ", name, resolutions);
    if (count != 0) parts.push_back(fmt::format("{} {}", count, name));
  }
  return parts.empty() ? "no patches" : join(parts, ", ") + resolutions;
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
                          padded(title_of(patch), widths.name), state_words(page, patch)));
    show_details(page, patch, indent);
  }
}

}  // namespace mlxpatch::ui
