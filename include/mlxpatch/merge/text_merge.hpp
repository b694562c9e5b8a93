#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::merge {

enum class ConflictStyle { merge, diff3, zdiff3 };

struct MergeLabels {
  std::string base;
  std::string ours;
  std::string theirs;
};

struct TextMerge {
  bool clean = false;
  bool non_default_diff = false;  ///< clean, but only by myers, patience or minimal, not by git's histogram
  std::string bytes;              ///< with conflict markers if not clean
};

/// What to do about texts that conflict: try other diffs and mark them up, or only say that they conflict.
enum class MergeEffort { full, verdict };

/// What becomes of lines that both sides changed: a conflict, or the lines of both, ours first.
enum class SameLines { conflict, both };

struct TextMergeOptions {
  ConflictStyle style = ConflictStyle::merge;
  MergeLabels labels{};
  MergeEffort effort = MergeEffort::full;
  SameLines same_lines = SameLines::conflict;
};

/// Three-way merge of texts as git's ort does it: by histogram diff, with a conflict only where both sides changed the
/// same or adjacent lines in different ways. For what becomes of a conflict see MergeEffort; if only the verdict is
/// wanted, its bytes are empty.
TextMerge merge_text(std::string_view base, std::string_view ours, std::string_view theirs,
                     const TextMergeOptions& options = {});

/// The style that merge.conflictStyle names; "merge" if it names none.
ConflictStyle conflict_style_named(std::string_view name);

/// Merges texts that recur, and versions of them: numbers the lines of each once, and compares each pair once.
class TextMerger {
 public:
  /// A blob and its id; equal ids must mean equal bytes.
  struct Text {
    git::Oid id;
    Bytes bytes;
  };

  /// As merge_text().
  TextMerge merge(const Text& base, const Text& ours, const Text& theirs, const TextMergeOptions& options);

 private:
  /// `like`, if not null, has much in common with the text.
  const diff::NumberedLines& lines_of(const Text& text, const diff::NumberedLines* like = nullptr);
  const std::vector<diff::LineChange>& changes_of(const Text& before, const Text& after);
  void forget_if_many(std::size_t bytes_in_use);

  diff::LineTable m_table;
  diff::LineOccurrences m_occurrences;
  std::unordered_map<git::Oid, diff::NumberedLines, git::OidHash> m_lines;
  std::map<std::pair<git::Oid, git::Oid>, std::vector<diff::LineChange>> m_changes;
  std::size_t m_held = 0;  ///< bytes of text in m_lines
};

}  // namespace mlxpatch::merge
