#include "human/queue_diff_words.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/queue_diff.hpp>

#include "human/commit_words.hpp"

namespace mlxpatch::ui {

namespace {

using report::PatchDiff;

std::string side_words(const report::QueueSide& side) {
  using Kind = report::QueueSide::Kind;
  std::string name = side.commit.empty() ? side.name : fmt::format("{} ({})", side.name, short_id(side.commit));
  switch (side.kind) {
    case Kind::patch_files:
      return fmt::format("the files in {}", side.name);
    case Kind::before_update:
      return fmt::format("{} before the last update", name);
    case Kind::after_update:
      return fmt::format("{} after it", name);
    case Kind::branch:
    case Kind::revision:
      return name;
  }
  return name;
}

struct Sums {
  std::size_t changed = 0;
  std::size_t added = 0;
  std::size_t removed = 0;
};

Sums sums_of(const PatchDiff& patch) {
  Sums sums;
  for (const report::FileDiff& file : patch.files) {
    sums.changed += file.hunks_changed;
    sums.added += file.hunks_added;
    sums.removed += file.hunks_removed;
  }
  return sums;
}

std::string in_files(const PatchDiff& patch) {
  return patch.files.size() > 1 ? fmt::format(" in {} files", patch.files.size()) : "";
}

/// "2 hunks changed, 1 added in 2 files"; empty if no hunk differs.
std::string hunk_words(const PatchDiff& patch) {
  const Sums sums = sums_of(patch);
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count == 0) return;
    parts.push_back(fmt::format("{} {}", parts.empty() ? count_of(count, "hunk") : std::to_string(count), what));
  };
  add(sums.changed, "changed");
  add(sums.added, "added");
  add(sums.removed, "removed");
  return parts.empty() ? std::string() : join(parts, ", ") + in_files(patch);
}

/// The number of hunks of a patch that is in one queue only.
std::string size_words(const PatchDiff& patch) {
  const Sums sums = sums_of(patch);
  return count_of(sums.added + sums.removed, "hunk") + in_files(patch);
}

}  // namespace

std::string summary_of(const report::QueueDiff& diff) {
  using State = PatchDiff::State;
  const std::string patches = count_of(diff.patches.size(), "patch", "patches");
  const auto count = [&](State state) {
    return static_cast<std::size_t>(std::ranges::count(diff.patches, state, &PatchDiff::state));
  };
  const auto moved = static_cast<std::size_t>(std::ranges::count(diff.patches, true, &PatchDiff::is_moved));
  if (diff.patches.empty()) return "No patches.";
  if (count(State::unchanged) == diff.patches.size() && moved == 0) return patches + ": all unchanged";
  std::vector<std::string> parts;
  for (const auto& [number, what] :
       {std::pair(count(State::unchanged), "unchanged"), std::pair(count(State::changed), "changed"),
        std::pair(count(State::left), "left"), std::pair(count(State::added), "new"), std::pair(moved, "moved")}) {
    if (number > 0) parts.push_back(fmt::format("{} {}", number, what));
  }
  return fmt::format("{}: {}", patches, join(parts, ", "));
}

std::string sides_of(const report::QueueDiff& diff) {
  return fmt::format("From {} to {}.", side_words(diff.before), side_words(diff.after));
}

bool is_shown(const PatchDiff& patch) { return patch.state != PatchDiff::State::unchanged || patch.is_moved; }

std::string_view sign_of(const PatchDiff& patch) {
  switch (patch.state) {
    case PatchDiff::State::unchanged:
      return "=";
    case PatchDiff::State::changed:
      return "!";
    case PatchDiff::State::left:
      return "<";
    case PatchDiff::State::added:
      return ">";
  }
  return "";
}

const std::string& shown_name(const PatchDiff& patch) { return patch.after ? patch.after->name : patch.before->name; }

std::string changes_of(const PatchDiff& patch) {
  std::vector<std::string> parts;
  if (patch.state == PatchDiff::State::left) return "left: " + size_words(patch);
  if (patch.state == PatchDiff::State::added) return "new: " + size_words(patch);
  if (const std::string hunks = hunk_words(patch); !hunks.empty()) parts.push_back(hunks);
  for (const report::FileDiff& file : patch.files) {
    if (file.is_other_action) parts.push_back("another action on " + file.path);
    const bool has_hunks = file.hunks_added + file.hunks_removed + file.hunks_changed > 0;
    if (file.state == report::FileDiff::State::added && !has_hunks) parts.push_back(file.path + " added");
    if (file.state == report::FileDiff::State::removed && !has_hunks) parts.push_back(file.path + " left out");
  }
  if (patch.has_other_message) parts.emplace_back("message changed");
  if (patch.has_other_author) parts.emplace_back("author changed");
  if (patch.is_moved) parts.push_back(fmt::format("moved from {}", patch.before->index));
  if (patch.before->name != patch.after->name) parts.push_back("was " + patch.before->name);
  return join(parts, "; ");
}

}  // namespace mlxpatch::ui
