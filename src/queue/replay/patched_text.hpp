#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::queue {

/// A text of upstream's and what the patches of a queue make of it one after the other, as lines. Upstream may change
/// it: as long as that is far enough from what every patch changes, each patch's merge with it is known beforehand, and
/// costs the change instead of the text.
///
/// Far enough is what has an anchor in between: a line that is in upstream's text once, before and after its change,
/// and that no patch adds or deletes. A histogram diff never sees a change on the far side of a line that both texts
/// have just once, one above and one below which they are equal up to their beginning or end: a run of common lines
/// that pairs it with another line there is none, and of those that lie wholly beyond it the one with the anchor is
/// longer, and no less rare. So no change of one side reaches that of the other or touches it, and the merge has both
/// as they are.
class PatchedText {
 public:
  struct Change {
    Bytes before;
    Bytes after;
  };
  /// Each change begins with what the one before it made, the first one with upstream's text. The texts have no NUL.
  PatchedText(const Bytes& upstream, const std::vector<Change>& changes);

  /// From upstream's text to another one.
  struct Step {
    Bytes text;
    std::size_t begin = 0;  ///< the lines that others take the place of
    std::size_t end = 0;
    std::vector<diff::LineNumber> lines;
  };
  /// The step to another text, which has no NUL either, if what it changes is far from what every patch changes.
  std::optional<Step> far_step_to(const Bytes& text);
  /// Takes the last such step.
  void take(const Step& step);

  /// What each change makes of it, in order.
  std::vector<std::string> texts() const;

 private:
  /// What a patch changes: lines of the text that it finds, and between which lines of upstream's that is.
  struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<diff::LineNumber> lines;
    std::size_t upstream_begin = 0;
    std::size_t upstream_end = 0;
  };
  /// The lines between two anchors, without them; the text's beginning and end are as good.
  struct Zone {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::vector<diff::LineNumber> number(std::string_view text);
  bool is_far(const Step& step) const;
  void add_edit(const Change& change);
  std::pair<std::size_t, std::size_t> in_upstream(std::size_t begin, std::size_t end) const;
  bool is_anchor(diff::LineNumber line) const;
  std::optional<Zone> zone_of(std::size_t begin, std::size_t end, const std::vector<bool>& in_step) const;
  std::string text_of(const std::vector<diff::LineNumber>& lines) const;

  diff::LineTable m_table;
  std::vector<Bytes> m_texts;             ///< those that the table refers to
  std::vector<diff::LineNumber> m_lines;  ///< of upstream's text
  Bytes m_upstream;
  std::vector<std::size_t> m_counts;  ///< by line number: how often it is in it
  std::vector<bool> m_is_edited;      ///< by line number: whether a patch adds or deletes it
  std::vector<Edit> m_edits;
};

}  // namespace mlxpatch::queue
