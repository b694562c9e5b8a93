#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/text.hpp>

#include "histogram_diff.hpp"
#include "line_table.hpp"

namespace mlxpatch::git {

/// Merges texts that come again and again, some of them as other versions: numbers the lines of each once, and
/// compares two of them once.
class TextMerger {
 public:
  /// A blob and its id; equal ids must mean equal bytes.
  struct Text {
    Oid id;
    Bytes bytes;
  };

  /// As merge_text().
  TextMerge merge(const Text& base, const Text& ours, const Text& theirs, const TextMergeOptions& options);

 private:
  const NumberedLines& lines_of(const Text& text);
  const std::vector<LineChange>& changes_of(const Text& before, const Text& after);
  void forget_if_many(std::size_t bytes_in_use);

  LineTable m_table;
  LineOccurrences m_occurrences;
  std::unordered_map<Oid, NumberedLines, OidHash> m_lines;
  std::map<std::pair<Oid, Oid>, std::vector<LineChange>> m_changes;
  std::size_t m_held = 0;  ///< bytes of text in m_lines
};

}  // namespace mlxpatch::git
