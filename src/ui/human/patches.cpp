#include "human/patches.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <mlxpatch/base/text.hpp>

#include "human/commit_words.hpp"
#include "human/escaped.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

// Beyond this many patches, runs of clean ones are told in one row.
constexpr std::size_t k_long_queue = 24;
constexpr std::size_t k_shortest_run = 4;
constexpr std::size_t k_widest_name = 44;

Mark mark_of(const std::string& state) {
  if (state == "upstreamed") return Mark::upstreamed;
  if (state == "empty") return Mark::empty;
  if (state == "conflict") return Mark::bad;
  if (state == "blocked") return Mark::warn;
  return Mark::good;
}

std::string name_of(const report::Patch& patch) { return safe(patch.name.empty() ? patch.subject : patch.name); }

bool has_nothing_to_tell(const report::Patch& patch) {
  return patch.state == "clean" && patch.notes.empty() && patch.conflicts.empty() && !patch.upstreamed_by;
}

struct Columns {
  std::size_t index = 1;
  std::size_t name = 1;
};

Columns columns_of(const std::vector<report::Patch>& patches) {
  Columns columns;
  for (const report::Patch& patch : patches) {
    columns.index = std::max(columns.index, fmt::formatted_size("{}", patch.index));
    columns.name = std::max(columns.name, name_of(patch).size());
  }
  columns.name = std::min(columns.name, k_widest_name);
  return columns;
}

std::string state_words(const Page& page, const std::string& state) {
  if (state == "conflict") return page.painted(Paint::bad, state);
  if (state == "blocked") return page.painted(Paint::warn, state);
  return safe(state);
}

void show_upstreamed(Page& page, const report::Patch& patch, const std::string& indent) {
  if (!patch.upstreamed_by) return;
  const report::UpstreamedBy& by = *patch.upstreamed_by;
  const std::string how = by.how.empty() ? "" : "(" + evidence_of(by.how) + ")";
  const std::string_view verdict =
      patch.state == "upstreamed" || patch.state == "empty" ? "upstream has it since" : "upstream may have it since";
  page.line(fmt::format("{}{} {}", indent, verdict, commit_words(by.commit)));
  const std::string words = fmt::format("{} {}", subject_words(by.commit), how);
  page.line(fmt::format("{}  {}", indent, trim(words)));
}

void show_details(Page& page, const report::Patch& patch, const std::string& indent) {
  for (const report::Conflict& conflict : patch.conflicts) {
    page.line(fmt::format("{}{}: {}", indent, safe(conflict.path), safe(conflict.kind)));
  }
  if (patch.culprit) {
    page.line(fmt::format("{}broken by {}", indent, commit_words(*patch.culprit)));
    if (!patch.culprit->subject.empty()) page.line(indent + "  " + subject_words(*patch.culprit));
  }
  if (patch.clean_since) page.line(fmt::format("{}clean again since {}", indent, commit_words(*patch.clean_since)));
  show_upstreamed(page, patch, indent);
  for (const std::string& note : patch.notes) page.line(indent + safe(note));
}

/// How many patches from `first` on are clean and have nothing to tell.
std::size_t quiet_run(const std::vector<report::Patch>& patches, std::size_t first) {
  std::size_t end = first;
  while (end < patches.size() && has_nothing_to_tell(patches[end])) ++end;
  return end - first;
}

}  // namespace

std::string evidence_of(const std::string& how) {
  if (how == "patch-id") return "the same change";
  if (how == "empty") return "nothing is left of the patch there";
  if (how == "reverse-applies") return "all of its lines are there";
  if (how == "new-words") return "it brought the same new words";
  return safe(how);
}

std::string summary_of(const std::vector<report::Patch>& patches) {
  report::Replay replay;
  replay.patches = patches;
  std::vector<std::string> parts;
  for (const auto& [state, count] : report::counts_of(replay)) {
    if (count == patches.size() && count != 0) return count == 1 ? state : "all " + state;
    if (count != 0) parts.push_back(fmt::format("{} {}", count, state));
  }
  return parts.empty() ? "no patches" : join(parts, ", ");
}

void show_patches(Page& page, const std::vector<report::Patch>& patches) {
  if (patches.empty()) return;
  const Columns columns = columns_of(patches);
  const std::string indent(columns.index + 8, ' ');
  for (std::size_t at = 0; at < patches.size(); ++at) {
    const report::Patch& patch = patches[at];
    const std::size_t run = patches.size() > k_long_queue ? quiet_run(patches, at) : 0;
    if (run >= k_shortest_run) {
      const std::string which = fmt::format("{} to {}", patch.index, patches[at + run - 1].index);
      page.line(fmt::format("  {} {}: clean", page.marked(Mark::good), which));
      at += run - 1;
      continue;
    }
    page.line(fmt::format("  {} {:>{}}  {:<{}}  {}", page.marked(mark_of(patch.state)), patch.index, columns.index,
                          name_of(patch), columns.name, state_words(page, patch.state)));
    show_details(page, patch, indent);
  }
}

}  // namespace mlxpatch::ui
