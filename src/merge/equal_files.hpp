#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

/// Files that one side removed and of which it matters where they went.
struct MissedFiles {
  std::set<std::string> edited;   ///< changed by the other side
  std::set<std::string> deleted;  ///< removed by the other side, too

  bool empty() const { return edited.empty() && deleted.empty(); }
  bool contains(const std::string& path) const { return edited.contains(path) || deleted.contains(path); }
};

/// The content of a file, and whether it is a link or a submodule: that of an executable file is a file's.
using Content = std::pair<git::Oid, git::Mode>;
Content content_of(const git::Entry& entry);

bool is_empty_file(const git::Entry& entry);

/// A file that was moved to another path.
struct Move {
  const objects::PathChange* from = nullptr;
  const objects::PathChange* to = nullptr;
};

/// The files of one content that one side removed and added, each list by path.
struct EqualFiles {
  std::vector<const objects::PathChange*> removed;
  std::vector<const objects::PathChange*> added;
  std::vector<Move> moves;  ///< as many as the shorter list has files

  /// Fills `moves`: paths with the longest common end are paired first, those without any in order.
  void pair();
  /// The moves, given what is missed. If more files were removed than added, a file that the other side edited gets the
  /// target of one that it did not, and a file that both sides removed gives its target to any other. A target never
  /// goes to a path that resembles it less.
  std::vector<Move> moves_for(const MissedFiles& missed) const;
};

}  // namespace mlxpatch::merge
