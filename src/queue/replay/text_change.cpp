#include "replay/text_change.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::uint64_t k_offset = 0xcbf29ce484222325ULL;
constexpr std::uint64_t k_prime = 0x100000001b3ULL;

constexpr bool is_blank(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

constexpr std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 32U)) * 0x9E3779B97F4A7C15ULL;
  return value ^ (value >> 29U);
}

std::uint64_t hash_without_blanks(std::string_view line) {
  std::uint64_t hash = k_offset;
  for (const char byte : line) {
    if (!is_blank(byte)) hash = (hash ^ static_cast<unsigned char>(byte)) * k_prime;
  }
  return mixed(hash);
}

std::uint64_t sum_of_lines(std::string_view text) {
  std::uint64_t sum = 0;
  for (const std::string_view line : split_lines(text)) sum += hash_without_blanks(line);
  return sum;
}

std::uint64_t sum_of_pairs(std::string_view text) {
  constexpr std::hash<std::string_view> k_hash;
  std::uint64_t sum = 0;
  std::uint64_t previous = 0;
  for (const std::string_view line : split_lines(text)) {
    const std::uint64_t current = mixed(k_hash(line));
    sum += mixed(previous * k_prime + current);
    previous = current;
  }
  return sum;
}

std::vector<std::string_view> lines_of(const diff::NumberedLines& text, std::size_t begin, std::size_t end) {
  return split_lines(text.text(begin, end));
}

}  // namespace

TextChange::TextChange(const Bytes& before, const Bytes& after)
    : m_before(m_table.number(before)), m_after(m_table.number_like(m_before, after)) {
  diff::LineOccurrences occurrences;
  m_changes = diff::histogram_changes(occurrences, m_before.numbers, m_after.numbers);
  m_runs.reserve(m_changes.size());
  for (const diff::LineChange& change : m_changes) {
    m_runs.push_back(
        {lines_of(m_before, change.before, change.before_end()), lines_of(m_after, change.after, change.after_end())});
  }
}

std::string TextChange::with_only(std::size_t run) const {
  const diff::LineChange& change = m_changes[run];
  std::string text(m_before.text(0, change.before));
  text += m_after.text(change.after, change.after_end());
  text += m_before.text(change.before_end(), m_before.count());
  return text;
}

std::string TextChange::without(const std::vector<bool>& runs) const {
  std::string text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < m_changes.size(); ++i) {
    if (!runs[i]) continue;
    text += m_after.text(at, m_changes[i].after);
    text += m_before.text(m_changes[i].before, m_changes[i].before_end());
    at = m_changes[i].after_end();
  }
  return text.append(m_after.text(at, m_after.count()));
}

bool TextChange::may_be_undone_in(std::size_t run, const Lines& lines) const {
  const auto& [deleted, added] = m_runs[run];
  const diff::LineChange& change = m_changes[run];
  // The lines beside it; none is empty.
  const std::size_t last = m_after.count();
  const std::string_view before = change.after == 0 ? "" : m_after.text(change.after - 1, change.after);
  const std::string_view next =
      change.after_end() == last ? "" : m_after.text(change.after_end(), change.after_end() + 1);
  // Where a line of the run is like the one beside it, a diff may show the run at another place; where both sides share
  // a line, as several runs.
  for (const Lines* side : {&deleted, &added}) {
    if (!side->empty() && (side->back() == before || side->front() == next)) return true;
  }
  const LineSet gone(deleted.begin(), deleted.end());
  if (std::ranges::any_of(added, [&](std::string_view line) { return gone.contains(line); })) return true;
  Lines undone(deleted);
  if (!before.empty()) undone.insert(undone.begin(), before);
  if (!next.empty()) undone.push_back(next);
  return !std::ranges::search(lines, undone).empty() || undone.empty();
}

bool TextChange::may_be_cut_by(const std::vector<diff::LineChange>& changes, std::size_t run) const {
  if (m_changes[run].before_count > 0) return true;
  const std::vector<diff::LineNumber>& lines = m_after.numbers;
  std::size_t begin = m_changes[run].after;
  std::size_t end = m_changes[run].after_end();
  const auto lacks_as_many_lines = [&] {
    std::size_t deleted = 0;
    std::size_t added = 0;
    for (const diff::LineChange& change : changes) {
      if (change.before > end || change.before_end() < begin) continue;
      deleted += change.before_count;
      added += change.after_count;
    }
    return deleted == added + (end - begin);
  };
  for (; begin > 0 && lines[begin - 1] == lines[end - 1]; --begin) --end;
  for (;; ++begin, ++end) {
    if (lacks_as_many_lines()) return true;
    if (end == lines.size() || lines[begin] != lines[end]) return false;
  }
}

bool is_text(objects::ObjectStore& store, const git::Entry& entry) {
  return git::is_regular(entry.mode) && !diff::is_binary(*text_of(store, entry));
}

bool changes_text(objects::ObjectStore& store, const objects::PathChange& change) {
  return is_text(store, change.before) && is_text(store, change.after);
}

Bytes text_of(objects::ObjectStore& store, const git::Entry& entry) {
  static const Bytes nothing = std::make_shared<const std::string>();
  return git::is_regular(entry.mode) ? store.read(entry.oid, git::ObjectType::blob) : nothing;
}

Bytes plain_text(objects::ObjectStore& store, const git::Entry& entry) {
  if (!git::is_regular(entry.mode)) return nullptr;
  Bytes text = store.read(entry.oid, git::ObjectType::blob);
  return text->find('\0') == std::string::npos ? text : nullptr;
}

bool is_telling(std::string_view line) {
  return std::ranges::any_of(line, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           static_cast<unsigned char>(byte) >= 0x80;
  });
}

std::uint64_t line_sum(std::string_view before, std::string_view after) {
  const Middles middles = middles_of(before, after, 0);
  return sum_of_lines(middles.after) - sum_of_lines(middles.before);
}

std::uint64_t order_sum(std::string_view before, std::string_view after) {
  const Middles middles = middles_of(before, after, 1);
  return sum_of_pairs(middles.after) - sum_of_pairs(middles.before);
}

}  // namespace mlxpatch::queue
