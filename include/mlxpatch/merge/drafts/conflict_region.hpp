#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>

namespace mlxpatch::merge {

/// Where a merge of texts needs a person: the smallest stretch that is between markers in every conflict style.
struct ConflictRegion {
  ConflictPart lines;
  std::vector<ConflictPart> whole;   ///< what the style diff3 puts between markers, in order
  std::vector<ConflictPart> narrow;  ///< what the style merge does: only where the sides differ; `base` is not set
};

/// Three texts that conflict, region by region, as merge_text() marks them up.
class ConflictedText {
 public:
  ConflictedText(const Bytes& base, const Bytes& ours, const Bytes& theirs);

  const diff::NumberedLines& base() const { return m_base; }
  const diff::NumberedLines& ours() const { return m_ours; }
  const diff::NumberedLines& theirs() const { return m_theirs; }
  /// In the order of the text. None if both sides' changes merge by the library's Myers diff.
  const std::vector<ConflictRegion>& regions() const { return m_regions; }

  std::string_view base_of(const ConflictRegion& region) const { return text(m_base, region.lines.base); }
  std::string_view ours_of(const ConflictRegion& region) const { return text(m_ours, region.lines.ours); }
  std::string_view theirs_of(const ConflictRegion& region) const { return text(m_theirs, region.lines.theirs); }
  /// What a side changed there, as changes from base to that side, with the line numbers of the whole texts.
  std::vector<diff::LineChange> our_changes(const ConflictRegion& region) const;
  std::vector<diff::LineChange> their_changes(const ConflictRegion& region) const;

 private:
  static std::string_view text(const diff::NumberedLines& lines, const LineRange& range) {
    return lines.text(range.begin, range.end);
  }
  void find_regions();

  diff::LineTable m_table;
  diff::NumberedLines m_base;
  diff::NumberedLines m_ours;
  diff::NumberedLines m_theirs;
  std::vector<diff::LineChange> m_our_changes;
  std::vector<diff::LineChange> m_their_changes;
  std::vector<ConflictRegion> m_regions;
};

}  // namespace mlxpatch::merge
