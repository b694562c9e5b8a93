#pragma once

#include <set>
#include <string>
#include <vector>

#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

/// Files that one side has no longer, of which it matters where they went.
struct MissedFiles {
  std::set<std::string> edited;   ///< the other side changed them
  std::set<std::string> deleted;  ///< the other side has them no longer either

  bool empty() const { return edited.empty() && deleted.empty(); }
  bool contains(const std::string& path) const { return edited.contains(path) || deleted.contains(path); }
};

/// A file that went to another place.
struct Move {
  const objects::PathChange* from = nullptr;
  const objects::PathChange* to = nullptr;
};

/// What went and what came with the very same content, each by path.
struct EqualFiles {
  std::vector<const objects::PathChange*> gone;
  std::vector<const objects::PathChange*> come;
  std::vector<Move> moves;  ///< what became what; as many as there are of the fewer

  /// Fills `moves`: whose paths end alike belong together, those with the longest equal end first; the rest by order.
  void pair();
  /// Where not all that went have come again: the moves with which no edit is homeless that could have a home, and
  /// what both sides deleted is gone. A file does not give its target to one that resembles it less.
  std::vector<Move> moves_for(const MissedFiles& missed) const;
};

}  // namespace mlxpatch::merge
