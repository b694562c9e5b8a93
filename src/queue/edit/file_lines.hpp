#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::queue {

/// What a patch makes of a file that it changes.
struct FileStep {
  std::size_t patch = 0;  ///< its index in the queue
  git::Entry before;
  git::Entry after;
};

/// Where a hunk is among the lines of the patches that change its file.
struct HunkPlace {
  enum class Kind {
    apart,     ///< there is a line between it and those of any patch
    touching,  ///< it touches one step's lines, and changes none's
    between,   ///< it begins at one step's lines, ends at another's, and changes none's
    inside     ///< it changes lines of a step, and of no later one
  } kind = Kind::apart;
  std::vector<std::size_t> steps;  ///< of `between` two, the earlier one first; otherwise one or none
};

/// A text through the queue, and the hunks of one more change on top of it. Hunks are moved to the texts below by the
/// line offsets of each patch's own hunks.
class FileLines {
 public:
  /// `steps`: oldest first. The last one's file, or `committed` if there is none, is a text as is `changed`.
  FileLines(objects::ObjectStore& store, const std::vector<FileStep>& steps, const git::Entry& committed,
            const git::Entry& changed);

  /// What was changed on top, without context.
  const std::vector<diff::LineChange>& hunks() const { return m_hunks; }
  HunkPlace place_of(std::size_t hunk) const;
  /// The text after a step with some of the hunks, in their order; none of them is inside of a later step.
  std::string text_after(std::size_t step, const std::vector<std::size_t>& hunks) const;
  /// The changed text without some of the hunks, in their order.
  std::string changed_without(const std::vector<std::size_t>& hunks) const;

 private:
  /// Lines from `begin` to before `end`: none, but a place, where both are the same.
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// How a hunk meets what a step made.
  struct Meeting {
    bool is_inside = false;    ///< it can't go below
    bool is_deletion = false;  ///< it is inside only because it adds lines just where the step deleted some
    bool touches_begin = false;
    bool touches_end = false;
    Range below;  ///< where it is in the text before the step
  };
  Meeting meet(std::size_t step, Range range, const diff::LineChange& hunk) const;
  bool fits(const diff::NumberedLines& text, Range range, const diff::LineChange& hunk) const;
  Range range_after(std::size_t step, std::size_t hunk) const;

  diff::LineTable m_table;
  std::size_t m_bottom = 0;                           ///< the first step whose text is one of lines before it, too
  std::vector<diff::NumberedLines> m_texts;           ///< before step m_bottom, and after each step from there on
  std::vector<std::vector<diff::LineChange>> m_made;  ///< by each step from there on
  std::size_t m_steps = 0;
  diff::NumberedLines m_changed;
  std::vector<diff::LineChange> m_hunks;
};

}  // namespace mlxpatch::queue
