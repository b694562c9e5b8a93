#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/git/text.hpp>

#include "histogram_diff.hpp"
#include "line_table.hpp"

namespace mlxpatch::git {

/// The two sides of a text merge: their lines, and how they differ from the base's.
struct TextSide {
  const NumberedLines& lines;
  const std::vector<LineChange>& changes;
};

/// The merged text as git's merge gives it (xdl_merge at its default level); nothing where both sides changed the same
/// lines differently, or lines that touch.
std::optional<std::string> merge_changes(const TextSide& ours, const TextSide& theirs);

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
  void forget_if_many();

  LineTable m_table;
  LineOccurrences m_occurrences;
  std::unordered_map<Oid, NumberedLines, OidHash> m_lines;
  std::map<std::pair<Oid, Oid>, std::vector<LineChange>> m_changes;
  std::size_t m_held = 0;  ///< bytes of text in m_lines
};

}  // namespace mlxpatch::git
