#include <mlxpatch/merge/drafts/conflict_drafts.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>

#include "drafts/merge_families.hpp"
#include "drafts/substance.hpp"

namespace mlxpatch::merge {

namespace {

/// More lines than a person looks through, and than tokens are compared in an instant.
constexpr std::size_t k_most_lines = 1000;

std::span<const diff::LineNumber> numbers(const diff::NumberedLines& lines, std::size_t begin, std::size_t end) {
  return std::span(lines.numbers).subspan(begin, end - begin);
}

std::span<const diff::LineNumber> numbers(const diff::NumberedLines& lines, const LineRange& range) {
  return numbers(lines, range.begin, range.end);
}

bool share_a_line(std::span<const diff::LineNumber> one, std::span<const diff::LineNumber> other) {
  return std::ranges::find_first_of(one, other) != one.end();
}

bool is_already_there(const ConflictedText& text, const ConflictRegion& region) {
  const auto ours = numbers(text.ours(), region.lines.ours);
  const std::vector<diff::LineChange> changes = text.their_changes(region);
  return !changes.empty() && std::ranges::all_of(changes, [&](const diff::LineChange& change) {
    const auto added = numbers(text.theirs(), change.after, change.after_end());
    const auto removed = numbers(text.base(), change.before, change.before_end());
    const auto lines = split_lines(text.theirs().text(change.after, change.after_end()));
    return std::ranges::any_of(lines, has_substance) && !std::ranges::search(ours, added).empty() &&
           !share_a_line(ours, removed);
  });
}

std::optional<std::string> agreed(const ConflictedText& text, const ConflictRegion& region) {
  const ConflictPart& lines = region.lines;
  if (lines.base.count() + lines.ours.count() + lines.theirs.count() > k_most_lines) return std::nullopt;
  std::optional<std::string> merged;
  std::size_t votes = 0;
  for (const auto& family : {merge_tokens, merge_adjacent_lines, place_with_less_context}) {
    std::optional<std::string> answer = family(text, region);
    if (!answer) continue;
    if (merged && *merged != *answer) return std::nullopt;
    merged = std::move(answer);
    ++votes;
  }
  return votes >= 2 ? merged : std::nullopt;
}

bool only_insert_apart(const ConflictedText& text, const ConflictRegion& region) {
  const auto ours = numbers(text.ours(), region.lines.ours);
  const auto theirs = numbers(text.theirs(), region.lines.theirs);
  return region.lines.base.count() == 0 && !ours.empty() && !theirs.empty() && !share_a_line(ours, theirs);
}

bool ends_with_newline(std::string_view text) { return text.empty() || text.ends_with('\n'); }

void add(std::vector<ConflictDraft>& drafts, ConflictDraft draft) {
  const bool is_known =
      std::ranges::any_of(drafts, [&](const ConflictDraft& known) { return !known.place && known.text == draft.text; });
  if (!is_known) drafts.push_back(std::move(draft));
}

}  // namespace

std::vector<ConflictDraft> drafts_of(const ConflictedText& text, const ConflictRegion& region,
                                     const std::optional<MovedPlace>& moved) {
  const std::string ours(text.ours_of(region));
  const std::string theirs(text.theirs_of(region));
  std::vector<ConflictDraft> drafts;
  if (!ends_with_newline(ours) || !ends_with_newline(theirs) || !ends_with_newline(text.base_of(region))) return drafts;
  if (moved) drafts.push_back({DraftKind::moved, ours, moved});
  if (is_already_there(text, region)) add(drafts, {DraftKind::already_there, ours});
  if (std::optional<std::string> merged = agreed(text, region)) {
    add(drafts, {DraftKind::agreement, std::move(*merged)});
  } else if (only_insert_apart(text, region)) {
    add(drafts, {DraftKind::both_orders, ours + theirs});
    add(drafts, {DraftKind::both_orders, theirs + ours});
  }
  return drafts;
}

}  // namespace mlxpatch::merge
