#include "apply/apply_failure.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "apply/hunk_pattern.hpp"
#include "apply/text_lines.hpp"

namespace mlxpatch::patch {
namespace {

/// A line that occurs more often than this says nothing about where a hunk belongs.
constexpr std::size_t k_common_line = 64;
constexpr std::size_t k_compared_characters = 160;
constexpr std::size_t k_lines_around = 3;

std::string without_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

std::string without_newline(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return std::string(line);
}

std::string line_or_end(const TextLines& lines, std::size_t index) {
  return index < lines.size() ? without_end(lines.line(index)) : std::string();
}

std::size_t distance(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

struct Place {
  std::size_t start = 0;
  std::size_t matching = 0;
};

std::size_t count_matching(const TextLines& lines, const HunkPattern& pattern, std::size_t start) {
  std::size_t matching = 0;
  for (std::size_t index = 0; index < pattern.before.size() && start + index < lines.size(); ++index) {
    if (lines.line(start + index) == pattern.before[index]) ++matching;
  }
  return matching;
}

/// The position that most of the rare old lines vote for; the one nearest to the stated position among equals.
std::optional<Place> find_lookalike(const TextLines& lines, const LineIndex& index, const HunkPattern& pattern) {
  std::unordered_map<std::size_t, std::size_t> votes;
  for (std::size_t number = 0; number < pattern.before.size(); ++number) {
    const LineIndex::LineId id = index.id_of(pattern.before[number]);
    if (id == LineIndex::k_unknown || index.places(id).size() > k_common_line) continue;
    const bool is_blank = trim(pattern.before[number]).empty();
    for (const std::uint32_t place : index.places(id)) {
      if (place >= number) votes[place - number] += is_blank ? 1 : 4;
    }
  }
  std::optional<std::size_t> best;
  std::size_t best_votes = 0;
  for (const auto& [start, count] : votes) {
    const bool nearer = best && (distance(start, pattern.start) < distance(*best, pattern.start) ||
                                 (distance(start, pattern.start) == distance(*best, pattern.start) && start < *best));
    if (count > best_votes || (count == best_votes && nearer)) {
      best = start;
      best_votes = count;
    }
  }
  if (!best) return std::nullopt;
  return Place{*best, count_matching(lines, pattern, *best)};
}

/// The line around `middle` that is most similar to `expected`.
std::size_t most_similar_line(const TextLines& lines, std::size_t middle, std::string_view expected) {
  const std::string_view sought = expected.substr(0, k_compared_characters);
  const std::size_t first = middle > k_lines_around ? middle - k_lines_around : 0;
  const std::size_t last = std::min(lines.size(), middle + k_lines_around + 1);
  std::size_t best = std::min(middle, lines.size() - 1);
  std::size_t best_distance = edit_distance(sought, without_end(lines.line(best)).substr(0, k_compared_characters));
  for (std::size_t number = first; number < last; ++number) {
    const std::string candidate = without_end(lines.line(number)).substr(0, k_compared_characters);
    const std::size_t edits = edit_distance(sought, candidate);
    if (edits < best_distance) {
      best = number;
      best_distance = edits;
    }
  }
  return best;
}

/// The index of the first old line that does not match at `start`; before.size() if all match.
std::size_t first_mismatch(const TextLines& lines, const HunkPattern& pattern, std::size_t start) {
  std::size_t index = 0;
  while (index < pattern.before.size() && start + index < lines.size() &&
         lines.line(start + index) == pattern.before[index]) {
    ++index;
  }
  return index;
}

/// The line of the patch file. A hunk line without a newline is followed there by "\ No newline at end of file".
std::size_t patch_line_of(const Hunk& hunk, std::size_t line) {
  std::size_t number = hunk.source_line + 1 + line;
  for (std::size_t index = 0; index < line; ++index) {
    if (!hunk.lines[index].text.ends_with('\n')) ++number;
  }
  return number;
}

std::string without_cr(std::string_view line) {
  std::string text(line);
  if (text.ends_with("\r\n")) text.erase(text.size() - 2, 1);
  return text;
}

/// Where the old lines are if CRs before line ends do not count; std::nullopt if they are nowhere even so.
std::optional<std::size_t> place_without_crs(const TextLines& lines, const HunkPattern& pattern) {
  std::string text;
  for (std::size_t number = 0; number < lines.size(); ++number) text += without_cr(lines.line(number));
  std::vector<std::string> owned;
  owned.reserve(pattern.before.size());
  for (const std::string_view line : pattern.before) owned.push_back(without_cr(line));
  const std::vector<std::string_view> before(owned.begin(), owned.end());
  const TextLines plain(text);
  const std::vector<std::size_t> places = find_runs(LineIndex(plain), before, 0);
  return places.empty() ? std::nullopt : std::optional(places.front());
}

/// If only the CRs before the line ends are in the way, the failure says so, and shows them.
void compare_line_ends(HunkFailure& failure, const TextLines& lines, const HunkPattern& pattern, const Hunk& hunk) {
  const std::optional<std::size_t> place = place_without_crs(lines, pattern);
  if (!place) return;
  const std::size_t line = first_mismatch(lines, pattern, *place);
  if (line == pattern.before.size()) return;
  failure.line_ends_differ = true;
  failure.patch_line = patch_line_of(hunk, pattern.before_origin[line]);
  failure.expected_at = *place + line + 1;
  failure.expected = without_newline(pattern.before[line]);
  failure.found = without_newline(lines.line(*place + line));
  failure.nearest = std::nullopt;
}

bool is_applied_already(const TextLines& lines, const LineIndex& index, const Hunk& hunk, const HunkPattern& pattern) {
  if (pattern.after.empty() || pattern.after == pattern.before) return false;
  HunkPattern applied;
  applied.before = pattern.after;
  const std::size_t new_start = hunk.new_start > 0 ? hunk.new_start - 1 : 0;
  if (count_matching(lines, applied, pattern.start) == pattern.after.size()) return true;
  if (count_matching(lines, applied, new_start) == pattern.after.size()) return true;
  return find_runs(index, pattern.after, 0).size() == 1;
}

}  // namespace

HunkFailure describe_failure(const TextLines& lines, const LineIndex& index, const Hunk& hunk,
                             const HunkPattern& pattern) {
  HunkFailure failure;
  const std::optional<Place> lookalike = find_lookalike(lines, index, pattern);
  const std::size_t missing = first_mismatch(lines, pattern, lookalike ? lookalike->start : pattern.start);
  if (missing < pattern.before.size()) {
    failure.expected = without_end(pattern.before[missing]);
    failure.patch_line = patch_line_of(hunk, pattern.before_origin[missing]);
  } else {
    failure.patch_line = hunk.source_line;
  }
  failure.expected_at = pattern.start + missing + 1;
  failure.found = line_or_end(lines, pattern.start + missing);
  if (lookalike) {
    HunkFailure::Lookalike nearest;
    const std::size_t line = most_similar_line(lines, lookalike->start + missing, failure.expected);
    nearest.line = line + 1;
    nearest.text = without_end(lines.line(line));
    nearest.matching = lookalike->matching;
    nearest.of = pattern.before.size();
    failure.nearest = nearest;
  }
  compare_line_ends(failure, lines, pattern, hunk);
  failure.already_applied = is_applied_already(lines, index, hunk, pattern);
  return failure;
}

}  // namespace mlxpatch::patch
