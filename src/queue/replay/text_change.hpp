#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

/// A text and what another makes of it, as runs of lines: hunks without context, as git's merges see them.
class TextChange {
 public:
  TextChange(const Bytes& before, const Bytes& after);

  using Lines = std::vector<std::string_view>;
  struct Run {
    Lines deleted;
    Lines added;
    friend bool operator==(const Run&, const Run&) = default;
  };
  const std::vector<Run>& runs() const { return m_runs; }
  /// Where they are.
  const std::vector<diff::LineChange>& changes() const { return m_changes; }
  const Bytes& before() const { return m_before.bytes; }
  const Bytes& after() const { return m_after.bytes; }
  /// The text before with only one of the runs in it.
  std::string with_only(std::size_t run) const;
  /// Whether the lines of another version of the text after may have undone a run: whether a merge of that version with
  /// the run's reverse may be clean and leave it as it is. Every merge that has it so has to delete just the lines that
  /// the run added, and so to have what the run deleted in their place. False is certain, and costs less than the
  /// merge.
  bool may_be_undone_in(std::size_t run, const Lines& lines) const;
  /// The same of a merge by another diff than the histogram, of a run that only adds. `changes` is what that diff says
  /// the version has changed in the text after. Such a diff says of the run's reverse that the run's lines are deleted,
  /// at their place or shifted along equal lines. What the version changes in touch with them the merge joins with that
  /// into one region, and a clean merge that leaves the version as it is has the same lines there on both sides: so the
  /// version has as many lines less there as the run adds. False is certain.
  bool may_be_cut_by(const std::vector<diff::LineChange>& changes, std::size_t run) const;
  /// The text after without some of the runs: one flag for each.
  std::string without(const std::vector<bool>& runs) const;

 private:
  diff::LineTable m_table;
  diff::NumberedLines m_before;
  diff::NumberedLines m_after;
  std::vector<diff::LineChange> m_changes;
  std::vector<Run> m_runs;
};

/// Whether an entry is a regular file of text, as git tells it.
bool is_text(objects::ObjectStore& store, const git::Entry& entry);
/// Whether both sides are regular files of text, so that the change is one of lines.
bool changes_text(objects::ObjectStore& store, const objects::PathChange& change);
/// The content of a regular file; no bytes for anything else.
Bytes text_of(objects::ObjectStore& store, const git::Entry& entry);
/// The same; null if it is not a regular file, or has a NUL anywhere.
Bytes plain_text(objects::ObjectStore& store, const git::Entry& entry);

/// Whether a line says something, other than a blank line or a lone bracket.
bool is_telling(std::string_view line);

/// The lines that a change adds less those that it deletes, as one number: equal for changes that add and delete the
/// same lines, whatever blanks are in them. The sum of consecutive changes is that of the whole.
std::uint64_t line_sum(std::string_view before, std::string_view after);
/// The same of pairs of neighbouring lines, blanks included: also equal only if the lines are in the same order, and
/// between the same neighbours.
std::uint64_t order_sum(std::string_view before, std::string_view after);

}  // namespace mlxpatch::queue
