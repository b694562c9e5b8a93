#include "drafts/merge_families.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>

#include "merge_changes.hpp"

namespace mlxpatch::merge {

namespace {

constexpr std::size_t k_context = 3;

bool is_word(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x80 || character == '_' || (character >= '0' && character <= '9') ||
         (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool is_blank(char character) { return character == ' ' || character == '\t' || character == '\r'; }

std::size_t token_size(std::string_view text) {
  const auto run = [&](bool (*belongs)(char)) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
  };
  if (is_word(text.front())) return run(is_word);
  return is_blank(text.front()) ? run(is_blank) : 1;
}

/// Numbers tokens as a LineTable numbers lines, so that what merges lines merges them.
class TokenTable {
 public:
  diff::NumberedLines number(const Bytes& bytes) {
    diff::NumberedLines tokens{bytes, {}, {}};
    std::string_view rest = *bytes;
    while (!rest.empty()) {
      const std::string_view token = rest.substr(0, token_size(rest));
      tokens.starts.push_back(static_cast<std::uint32_t>(bytes->size() - rest.size()));
      const auto next = static_cast<diff::LineNumber>(m_numbers.size());
      tokens.numbers.push_back(m_numbers.emplace(token, next).first->second);
      rest.remove_prefix(token.size());
    }
    tokens.starts.push_back(static_cast<std::uint32_t>(bytes->size()));
    return tokens;
  }

 private:
  std::unordered_map<std::string_view, diff::LineNumber> m_numbers;
};

/// Lines of a text with the one before and the one after them.
Bytes with_neighbours(const diff::NumberedLines& lines, const LineRange& range) {
  const std::size_t begin = range.begin == 0 ? 0 : range.begin - 1;
  const std::size_t end = std::min(range.end + 1, lines.count());
  return std::make_shared<const std::string>(lines.text(begin, end));
}

std::string lines_after(const diff::NumberedLines& after, const diff::LineChange& change) {
  return std::string(after.text(change.after, change.after_end()));
}

/// A change of one side, with what it puts in.
struct Replacement {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  bool is_insertion() const { return begin == end; }
  friend bool operator==(const Replacement&, const Replacement&) = default;
};

std::vector<Replacement> replacements(const diff::NumberedLines& after, const std::vector<diff::LineChange>& changes) {
  std::vector<Replacement> all;
  all.reserve(changes.size());
  for (const diff::LineChange& change : changes) {
    all.push_back({change.before, change.before_end(), lines_after(after, change)});
  }
  return all;
}

/// Whether they change the same lines, or one adds lines where the other adds or changes some. `first` does not begin
/// after `second`.
bool collide(const Replacement& first, const Replacement& second) {
  const bool adds_lines = first.is_insertion() || second.is_insertion();
  return adds_lines ? second.begin <= first.end : second.begin < first.end;
}

/// The lines of a text with these, in order, put in; std::nullopt if two collide.
std::optional<std::string> replaced(const diff::NumberedLines& lines, const LineRange& range,
                                    const std::vector<Replacement>& sorted) {
  std::string text;
  std::size_t at = range.begin;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && collide(sorted[i - 1], sorted[i])) return std::nullopt;
    text += lines.text(at, sorted[i].begin);
    text += sorted[i].text;
    at = sorted[i].end;
  }
  text += lines.text(at, range.end);
  return text;
}

/// Where a change of theirs goes in ours.
class PlaceSearch {
 public:
  PlaceSearch(const ConflictedText& text, const ConflictRegion& region)
      : m_base(text.base().numbers), m_ours(text.ours().numbers), m_region(region.lines.ours) {
    m_scope.begin = m_region.begin < k_context ? 0 : m_region.begin - k_context;
    m_scope.end = std::min(m_region.end + k_context, m_ours.size());
  }

  /// The lines of ours that it replaces.
  std::optional<LineRange> find(const diff::LineChange& change) const {
    const std::vector<std::size_t> places = places_of(change);
    if (places.size() != 1) return std::nullopt;
    const LineRange place{places.front(), places.front() + change.before_count};
    const bool is_inside = place.begin >= m_region.begin && place.end <= m_region.end;
    return is_inside ? std::optional(place) : std::nullopt;
  }

 private:
  /// By as much context as can be found: on both sides, on one side, none.
  std::vector<std::size_t> places_of(const diff::LineChange& change) const {
    for (std::size_t context = k_context; context > 0; --context) {
      std::vector<std::size_t> places = find_all(change, {context, context});
      if (!places.empty()) return places;
    }
    std::vector<std::size_t> by_lines_before;
    std::vector<std::size_t> by_lines_after;
    for (std::size_t context = k_context; context > 0; --context) {
      if (by_lines_before.empty() && change.before > 0) by_lines_before = find_all(change, {context, 0});
      if (by_lines_after.empty() && change.before_end() < m_base.size())
        by_lines_after = find_all(change, {0, context});
    }
    if (by_lines_before.empty()) std::swap(by_lines_before, by_lines_after);
    if (!by_lines_after.empty() && by_lines_after != by_lines_before) return {};
    if (!by_lines_before.empty() || change.before_count == 0) return by_lines_before;
    return find_all(change, {0, 0});
  }

  /// Lines of context before and after a change.
  struct Context {
    std::size_t before = 0;
    std::size_t after = 0;
  };

  /// Where ours has the lines that a change replaces, with this context, as far as the base has so much.
  std::vector<std::size_t> find_all(const diff::LineChange& change, const Context& context) const {
    const std::size_t lead = std::min(context.before, change.before);
    const std::size_t end = std::min(change.before_end() + context.after, m_base.size());
    const auto wanted = m_base.subspan(change.before - lead, end - (change.before - lead));
    std::vector<std::size_t> places;
    for (std::size_t line = m_scope.begin; line + wanted.size() <= m_scope.end; ++line) {
      if (std::ranges::equal(m_ours.subspan(line, wanted.size()), wanted)) places.push_back(line + lead);
    }
    return places;
  }

  std::span<const diff::LineNumber> m_base;
  std::span<const diff::LineNumber> m_ours;
  LineRange m_region;
  LineRange m_scope;
};

}  // namespace

std::optional<std::string> merge_tokens(const ConflictedText& text, const ConflictRegion& region) {
  TokenTable table;
  const auto tokens = [&](const diff::NumberedLines& lines, const LineRange& range) {
    return table.number(with_neighbours(lines, range));
  };
  const diff::NumberedLines base = tokens(text.base(), region.lines.base);
  const diff::NumberedLines ours = tokens(text.ours(), region.lines.ours);
  const diff::NumberedLines theirs = tokens(text.theirs(), region.lines.theirs);
  diff::LineOccurrences occurrences;
  const auto our_changes = diff::histogram_changes(occurrences, base.numbers, ours.numbers);
  const auto their_changes = diff::histogram_changes(occurrences, base.numbers, theirs.numbers);
  const std::optional<std::string> merged = merge_changes(base, {ours, our_changes}, {theirs, their_changes});
  if (!merged) return std::nullopt;
  const diff::NumberedLines& lines = text.ours();
  const LineRange& range = region.lines.ours;
  const std::string_view first = range.begin == 0 ? "" : lines.text(range.begin - 1, range.begin);
  const std::string_view last = range.end == lines.count() ? "" : lines.text(range.end, range.end + 1);
  if (merged->size() < first.size() + last.size() || !merged->starts_with(first) || !merged->ends_with(last)) {
    return std::nullopt;
  }
  return merged->substr(first.size(), merged->size() - first.size() - last.size());
}

std::optional<std::string> merge_adjacent_lines(const ConflictedText& text, const ConflictRegion& region) {
  std::vector<Replacement> all = replacements(text.ours(), text.our_changes(region));
  for (Replacement& one : replacements(text.theirs(), text.their_changes(region))) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
  }
  std::ranges::sort(all, {}, [](const Replacement& one) { return std::pair{one.begin, one.end}; });
  return replaced(text.base(), region.lines.base, all);
}

std::optional<std::string> place_with_less_context(const ConflictedText& text, const ConflictRegion& region) {
  const PlaceSearch search(text, region);
  std::vector<Replacement> all;
  for (const diff::LineChange& change : text.their_changes(region)) {
    const std::optional<LineRange> place = search.find(change);
    // In the order in which the patch has them.
    if (!place || (!all.empty() && place->begin < all.back().end)) return std::nullopt;
    all.push_back({place->begin, place->end, lines_after(text.theirs(), change)});
  }
  return replaced(text.ours(), region.lines.ours, all);
}

}  // namespace mlxpatch::merge
