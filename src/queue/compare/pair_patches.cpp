#include <mlxpatch/queue/compare/pair_patches.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/quoting.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/diff/other_diffs.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "compare/best_assignment.hpp"
#include "compare/patch_text.hpp"

namespace mlxpatch::queue {

namespace {

using Patches = std::vector<patch::Patch>;

/// The patch's diff again, as far as a patch-id goes by it: of a header the lines that begin with a letter.
git::Oid patch_id_of(const patch::Patch& patch) {
  std::string text;
  for (const patch::FilePatch& file : patch.files) {
    const std::string old_name = quote_path("a/" + file.old_path);
    const std::string new_name = quote_path("b/" + file.new_path);
    text += fmt::format("diff --git {} {}\nfile{}", old_name, new_name, file_heading(file));
    if (file.binary) text += "content " + changed_lines(file).back();
    if (file.hunks.empty()) continue;
    text += fmt::format("--- {}\n+++ {}\n", old_name, new_name);
    for (const patch::Hunk& hunk : file.hunks) {
      text += fmt::format("@@ -{},{} +{},{} @@\n", hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count);
      for (const patch::HunkLine& line : hunk.lines) {
        text += line.origin + line.text;
        if (!line.text.ends_with('\n')) text += '\n';
      }
    }
  }
  return diff::patch_id(text);
}

/// A patch that the other queue does not have as it is.
struct Loose {
  std::size_t index = 0;
  Bytes text;
  std::size_t size = 0;                   ///< in lines, without the blank ones between files
  diff::NumberedLines lines;              ///< of the text
  std::vector<diff::LineNumber> by_line;  ///< the same, sorted
};

/// Of how many lines two sorted lists have the same number.
std::size_t count_common(const std::vector<diff::LineNumber>& a, const std::vector<diff::LineNumber>& b) {
  std::size_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++common;
    const bool advance_i = *i <= *j;
    const bool advance_j = *j <= *i;
    if (advance_i) ++i;
    if (advance_j) ++j;
  }
  return common;
}

/// How many lines `git diff` prints of these changes to a text of so many lines: hunks with their headers and three
/// lines of context, in which changes are together that are at most six lines apart.
std::size_t lines_of_diff(const std::vector<diff::LineChange>& changes, std::size_t lines) {
  constexpr std::size_t k_context = 3;
  std::size_t count = 0;
  std::size_t shown = 0;  // up to where the hunks cover the old text
  for (const diff::LineChange& change : changes) {
    const std::size_t begin = change.before - std::min(change.before, k_context);
    if (count == 0 || begin > shown) {
      ++count;
      shown = begin;
    }
    const std::size_t end = std::min(change.before_end() + k_context, lines);
    count += end - shown + change.after_count;
    shown = end;
  }
  return count;
}

class Pairing {
 public:
  Pairing(const Patches& before, const Patches& after, std::size_t creation_factor)
      : m_before(before),
        m_after(after),
        m_creation_factor(creation_factor),
        m_pair_of(after.size()),
        m_is_taken(before.size(), false) {}

  /// Makes pairs of what is left and has the same key; an empty one is none.
  template <typename KeyOf>
  void pair_by(PatchPair::By by, const KeyOf& key_of) {
    std::multimap<std::string, std::size_t> olds;  // those of one key stay in their order
    for (std::size_t i = 0; i < m_before.size(); ++i) {
      if (!m_is_taken[i]) olds.emplace(key_of(m_before[i]), i);
    }
    for (std::size_t i = 0; i < m_after.size(); ++i) {
      if (m_pair_of[i]) continue;
      const std::string key = key_of(m_after[i]);
      const auto old = key.empty() ? olds.end() : olds.lower_bound(key);
      if (old == olds.end() || old->first != key) continue;
      take(old->second, i, by);
      olds.erase(old);
    }
  }

  void pair_by_size() {
    std::vector<bool> is_paired;
    is_paired.reserve(m_pair_of.size());
    for (const auto& pair : m_pair_of) is_paired.push_back(pair.has_value());
    m_rows = loose_of(m_before, m_is_taken);
    m_columns = loose_of(m_after, is_paired);
    fill_gains();
    for (const auto& [rows, columns] : groups()) assign(rows, columns);
  }

  std::vector<PatchPair> end() const {
    std::vector<PatchPair> pairs;
    for (const auto& pair : m_pair_of) {
      if (pair) pairs.push_back(*pair);
    }
    return pairs;
  }

 private:
  using Indices = std::vector<std::size_t>;

  void take(std::size_t before, std::size_t after, PatchPair::By by) {
    m_pair_of[after] = PatchPair{by, before, after};
    m_is_taken[before] = true;
  }

  std::vector<Loose> loose_of(const Patches& patches, const std::vector<bool>& is_paired) {
    std::vector<Loose> loose;
    for (std::size_t i = 0; i < patches.size(); ++i) {
      if (is_paired[i]) continue;
      Loose& one = loose.emplace_back();
      one.index = i;
      one.text = std::make_shared<const std::string>(change_text(patches[i]));
      one.lines = m_table.number(one.text);
      one.by_line = one.lines.numbers;
      std::ranges::sort(one.by_line);
      const std::size_t files = patches[i].files.size();
      one.size = one.lines.count() - (files > 0 ? files - 1 : 0);
    }
    return loose;
  }

  /// What it costs that a patch has no other version.
  std::size_t cost_alone(const Loose& patch) const { return patch.size * m_creation_factor / 100; }

  /// How many lines fewer it costs to take two patches as one; std::nullopt if it is no fewer.
  std::optional<std::int64_t> gain(const Loose& before, const Loose& after) const {
    const std::size_t apart = cost_alone(before) + cost_alone(after);
    const std::size_t lines = before.lines.count() + after.lines.count();
    // At least the lines that only one has are in their diff: for most pairs that is too much already.
    if (lines - 2 * std::min(before.lines.count(), after.lines.count()) >= apart) return std::nullopt;
    if (lines - 2 * count_common(before.by_line, after.by_line) >= apart) return std::nullopt;
    const std::size_t cost =
        lines_of_diff(diff::other_changes(*before.text, *after.text, diff::OtherDiff::myers), before.lines.count());
    if (cost >= apart) return std::nullopt;
    return static_cast<std::int64_t>(apart - cost);
  }

  void fill_gains() {
    m_gains.assign(m_rows.size(), std::vector<std::optional<std::int64_t>>(m_columns.size()));
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
      check_interrupt();
      for (std::size_t column = 0; column < m_columns.size(); ++column) {
        m_gains[row][column] = gain(m_rows[row], m_columns[column]);
      }
    }
  }

  /// Rows and columns that can be pairs of each other, directly or through others: what is in no group with another
  /// does not matter to it. Most groups are of one row and one column.
  std::vector<std::pair<Indices, Indices>> groups() const {
    std::vector<std::size_t> parent(m_rows.size() + m_columns.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t member) {
      while (parent[member] != member) member = parent[member] = parent[parent[member]];
      return member;
    };
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
      for (std::size_t column = 0; column < m_columns.size(); ++column) {
        if (m_gains[row][column]) parent[root(m_rows.size() + column)] = root(row);
      }
    }
    std::map<std::size_t, std::pair<Indices, Indices>> by_root;
    for (std::size_t row = 0; row < m_rows.size(); ++row) by_root[root(row)].first.push_back(row);
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
      by_root[root(m_rows.size() + column)].second.push_back(column);
    }
    std::vector<std::pair<Indices, Indices>> groups;
    for (auto& [number, group] : by_root) {
      if (!group.first.empty() && !group.second.empty()) groups.push_back(std::move(group));
    }
    return groups;
  }

  void assign(const Indices& rows, const Indices& columns) {
    Gains gains;
    for (const std::size_t row : rows) {
      auto& line = gains.emplace_back();
      for (const std::size_t column : columns) line.push_back(m_gains[row][column]);
    }
    const std::vector<std::optional<std::size_t>> found = best_assignment(gains);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) take(m_rows[rows[i]].index, m_columns[columns[*found[i]]].index, PatchPair::By::size);
    }
  }

  const Patches& m_before;
  const Patches& m_after;
  std::size_t m_creation_factor;
  std::vector<std::optional<PatchPair>> m_pair_of;  ///< by index in the new queue
  std::vector<bool> m_is_taken;                     ///< by index in the old one
  diff::LineTable m_table;
  std::vector<Loose> m_rows;
  std::vector<Loose> m_columns;
  Gains m_gains;
};

}  // namespace

std::vector<PatchPair> pair_patches(const Patches& before, const Patches& after, const PairingOptions& options) {
  Pairing pairing(before, after, options.creation_factor);
  if (options.names == PairingOptions::Names::use) {
    pairing.pair_by(PatchPair::By::name, [](const patch::Patch& patch) { return patch.name; });
  }
  pairing.pair_by(PatchPair::By::patch_id, [](const patch::Patch& patch) { return patch_id_of(patch).hex(); });
  pairing.pair_by_size();
  return pairing.end();
}

}  // namespace mlxpatch::queue
