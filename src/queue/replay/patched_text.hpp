#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::queue {

/// A text of upstream's and what the patches of a queue make of it one after the other, as lines. Upstream may change
/// it: as long as that is far enough from what every patch changes, each patch's merge with it is known beforehand, and
/// costs the change instead of the text.
///
/// Far enough is what has an anchor in between: a line that is in upstream's text once, before and after its change,
/// and that no patch adds or deletes. Lines between two anchors are a zone. A histogram diff of two texts that differ
/// within some zones, and are equal around and between them, sees no change outside of them, provided that each two are
/// further apart than either is long, in both texts:
/// - It splits the texts at a run of common lines, one that has the rarest line, and of those the longest. Equal texts
///   around and between the zones are runs with anchors, which are lines that are as rare as can be.
/// - Any other run has no anchor in it. If it lies wholly in an equal text, that one is longer. If it leads from one
///   zone into another, the equal text between them is longer. So it stays in one zone.
/// - To slide a change over an anchor there would have to be another line like it.
/// So no change of one side reaches or touches one of the other, and the merge has both as they are.
class PatchedText {
 public:
  struct Change {
    Bytes before;
    Bytes after;
  };
  /// Each change begins with what the one before it made, the first one with upstream's text. The texts have no NUL.
  PatchedText(const Bytes& upstream, const std::vector<Change>& changes);

  /// Lines that others take the place of.
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<diff::LineNumber> lines;
  };
  /// From upstream's text to another one.
  struct Step {
    Bytes text;
    std::vector<Piece> pieces;  ///< of upstream's text, in order
  };
  /// The step to another text, which has no NUL either, if what it changes is far from what every patch changes.
  std::optional<Step> far_step_to(const Bytes& text);
  /// Takes the last such step.
  void take(const Step& step);

  /// What each change makes of it, in order.
  std::vector<std::string> texts() const;

  /// Whether what a change changes is far from what these earlier ones (by their indices, in order) have changed: it
  /// merges with the text that it finds without them, they merge with what it makes of that, and all make the changes
  /// that they made before.
  bool is_far_from(std::size_t change, const std::vector<std::size_t>& earlier);

 private:
  /// What a patch changes: a piece of the text that it finds, with what it has changed already, and between which lines
  /// of upstream's text that is.
  struct Edit {
    std::size_t change = 0;
    Piece piece;
    std::size_t upstream_begin = 0;
    std::size_t upstream_end = 0;
  };
  /// The lines between two anchors, without them; the text's beginning and end are as good.
  struct Zone {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t added = 0;  ///< how many lines come to it, at most
  };

  std::vector<diff::LineNumber> number(std::string_view text);
  std::vector<Piece> pieces_of(std::string_view before, std::string_view after);
  void add_change(std::size_t index, const Change& change);
  std::pair<std::size_t, std::size_t> in_upstream(std::size_t begin, std::size_t end) const;
  void take_piece(const Piece& piece);
  bool is_far(const Step& step) const;
  /// By line number, whether it is an anchor for the step.
  std::vector<bool> anchors_for(const Step& step) const;
  std::optional<std::vector<Zone>> zones_of(const std::vector<std::size_t>& changes) const;
  const std::optional<std::vector<Zone>>& zones_of(std::size_t change);
  bool widen(Zone& zone, const std::vector<bool>& anchors) const;
  std::optional<std::vector<Zone>> zones_around(std::vector<Zone> places, const std::vector<bool>& anchors) const;
  std::size_t gap_between(const Zone& before, const Zone& after) const;
  std::size_t longest(const Zone& zone) const;
  std::string text_of(const std::vector<diff::LineNumber>& lines) const;

  diff::LineTable m_table;
  diff::LineOccurrences m_occurrences;
  std::vector<Bytes> m_texts;             ///< those that the table refers to
  std::vector<diff::LineNumber> m_lines;  ///< of upstream's text
  Bytes m_upstream;
  std::vector<std::size_t> m_counts;  ///< by line number: how often it is in it
  std::vector<bool> m_is_edited;      ///< by line number: whether a patch adds or deletes it
  std::vector<Edit> m_edits;          ///< in the order in which they are made
  std::size_t m_changes = 0;
  std::vector<bool> m_anchors;  ///< for no step at all; empty if they are not known
  std::vector<std::optional<std::optional<std::vector<Zone>>>> m_zones;  ///< by change, those that are known
};

}  // namespace mlxpatch::queue
