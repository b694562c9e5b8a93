#include <mlxpatch/patch/apply/apply.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/objects/apply_delta.hpp>
#include <mlxpatch/objects/compression.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "apply/apply_failure.hpp"
#include "apply/hunk_pattern.hpp"
#include "apply/text_lines.hpp"

namespace mlxpatch::patch {
namespace {

/// Where a hunk applies, and in which form.
struct Found {
  std::size_t place = 0;
  std::size_t fuzz = 0;
  HunkPattern pattern;  ///< the lines that are there and those that replace them
};

/// Applies hunks one after the other to one text.
class Applier {
 public:
  Applier(std::string_view text, const std::vector<Hunk>& hunks, const ApplyOptions& options)
      : m_lines(text), m_hunks(hunks), m_options(options) {
    m_result.bytes.reserve(text.size() + text.size() / 8);
  }

  std::variant<AppliedText, HunkFailure> run() {
    const Direction direction = m_options.reverse ? Direction::reverse : Direction::forward;
    m_without_context = are_without_context(direction);
    for (std::size_t number = 0; number < m_hunks.size(); ++number) {
      const HunkPattern pattern = pattern_of(m_hunks[number], direction);
      const std::optional<Found> found = locate(pattern);
      if (!found) return failure(number, pattern);
      write(*found);
      const std::ptrdiff_t moved =
          static_cast<std::ptrdiff_t>(found->place) - static_cast<std::ptrdiff_t>(found->pattern.start);
      if (moved != 0 || found->fuzz != 0) {
        m_result.notes.push_back(HunkNote{number + 1, moved, static_cast<int>(found->fuzz)});
      }
    }
    m_result.bytes += m_lines.between(m_done, m_lines.size());
    return std::move(m_result);
  }

 private:
  /// Whether the hunks were made without any context, so that missing context says nothing about the text's ends. A
  /// single hunk at the beginning may as well span the whole file. Applied, it is still what the text has there; but
  /// whether a change is in a text cannot be told from its first lines, so in reverse it proves nothing.
  bool are_without_context(Direction direction) const {
    bool is_certain = direction == Direction::forward || m_hunks.size() > 1;
    for (const Hunk& hunk : m_hunks) {
      const bool has_context =
          std::any_of(hunk.lines.begin(), hunk.lines.end(), [](const HunkLine& line) { return line.origin == ' '; });
      if (has_context) return false;
      is_certain = is_certain || pattern_of(hunk, direction).start > 0;
    }
    return is_certain;
  }

  /// Lines that are added without any context could go anywhere in a text but an empty one.
  bool is_unproven(const HunkPattern& pattern) const {
    return m_options.ends == ApplyOptions::Ends::guarded && pattern.before.empty() && m_lines.size() > 0;
  }

  bool matches_at(const HunkPattern& pattern, std::size_t place) const {
    if (place < m_done || place > m_lines.size() || pattern.before.size() > m_lines.size() - place) return false;
    for (std::size_t index = 0; index < pattern.before.size(); ++index) {
      if (m_lines.line(place + index) != pattern.before[index]) return false;
    }
    return true;
  }

  /// A last line without a newline cannot be followed by another.
  bool ends_fit(const HunkPattern& pattern, std::size_t place) const {
    const bool at_end = place + pattern.before.size() == m_lines.size();
    if (!at_end) return pattern.after.empty() || pattern.after.back().ends_with('\n');
    const bool appends = pattern.before.empty() && place > 0;
    return !appends || m_lines.line(place - 1).ends_with('\n');
  }

  /// `full` is the hunk with all of its context, `pattern` what fuzz leaves of it.
  std::optional<std::size_t> locate_exactly(const HunkPattern& full, const HunkPattern& pattern,
                                            std::size_t fuzz) const {
    if (!matches_at(pattern, pattern.start) || !ends_fit(pattern, pattern.start)) return std::nullopt;
    if (is_unproven(full)) return std::nullopt;
    const bool must_end = m_options.ends == ApplyOptions::Ends::guarded && !m_without_context && full.trailing == 0 &&
                          (fuzz == 0 || fuzz < full.most_context());
    if (must_end && pattern.start + pattern.before.size() != m_lines.size()) return std::nullopt;
    return pattern.start;
  }

  /// The only other position; sets m_ambiguous if there are several.
  std::optional<std::size_t> locate_elsewhere(const HunkPattern& full, const HunkPattern& pattern, std::size_t fuzz) {
    // What is the whole text can go nowhere else.
    if (pattern.before.size() == m_lines.size() && matches_at(pattern, 0)) return 0;
    if (full.most_context() == 0 || pattern.before.empty()) return std::nullopt;
    const bool at_start = full.start == 0 && full.leading == 0 && fuzz < full.most_context();
    const bool at_end = full.trailing == 0 && fuzz < full.most_context();
    if (at_start) return std::nullopt;
    if (at_end) {
      if (pattern.before.size() > m_lines.size()) return std::nullopt;
      const std::size_t place = m_lines.size() - pattern.before.size();
      return matches_at(pattern, place) ? std::optional(place) : std::nullopt;
    }
    const std::vector<std::size_t> places = find_runs(index(), pattern.before, m_done);
    if (places.size() > 1) m_ambiguous = true;
    if (places.size() != 1 || !ends_fit(pattern, places.front())) return std::nullopt;
    return places.front();
  }

  std::optional<Found> locate(const HunkPattern& full) {
    m_ambiguous = false;
    const std::size_t most_fuzz = std::min(static_cast<std::size_t>(std::max(m_options.fuzz, 0)), full.most_context());
    for (std::size_t fuzz = 0; fuzz <= most_fuzz; ++fuzz) {
      HunkPattern pattern = with_less_context(full, fuzz);
      if (fuzz > 0 && pattern.before.empty()) break;
      std::optional<std::size_t> place = locate_exactly(full, pattern, fuzz);
      if (!place) place = locate_elsewhere(full, pattern, fuzz);
      if (place) return Found{*place, fuzz, std::move(pattern)};
      if (m_ambiguous) break;
    }
    return std::nullopt;
  }

  void write(const Found& found) {
    m_result.bytes += m_lines.between(m_done, found.place);
    for (const std::string_view line : found.pattern.after) m_result.bytes += line;
    m_done = found.place + found.pattern.before.size();
  }

  HunkFailure failure(std::size_t number, const HunkPattern& pattern) {
    HunkFailure failure = describe_failure(m_lines, index(), m_hunks[number], pattern);
    failure.hunk = number + 1;
    failure.ambiguous = m_ambiguous;
    const bool has_place = failure.nearest && failure.nearest->matching == failure.nearest->of;
    failure.lacks_context = pattern.most_context() == 0 && (pattern.before.empty() || has_place);
    return failure;
  }

  const LineIndex& index() {
    if (!m_index) m_index = std::make_unique<LineIndex>(m_lines);
    return *m_index;
  }

  TextLines m_lines;
  const std::vector<Hunk>& m_hunks;
  ApplyOptions m_options;
  std::unique_ptr<LineIndex> m_index;  ///< made only if a hunk is not at its stated position
  std::size_t m_done = 0;              ///< the text's lines up to here are written
  bool m_without_context = false;
  bool m_ambiguous = false;
  AppliedText m_result;
};

}  // namespace

std::variant<AppliedText, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   const ApplyOptions& options) {
  return Applier(text, hunks, options).run();
}

std::optional<std::string> apply_binary(std::string_view old_bytes, const BinaryData& data) {
  std::optional<std::string> inflated = objects::inflate(data.deflated, data.size);
  if (!inflated || data.kind == BinaryData::Kind::literal) return inflated;
  return objects::apply_delta(old_bytes, *inflated);
}

}  // namespace mlxpatch::patch
