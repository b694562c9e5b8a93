#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"

namespace mlxpatch::queue {

/// The lines that a change adds or deletes, as a quick look at whether a commit has anything to do with it. Most
/// commits have not, and to find that out by a merge would cost the whole files.
class ChangeLines {
 public:
  ChangeLines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes);

  /// Whether another change of the same files adds or deletes one of these lines, or does more to a file than changing
  /// its lines. If not, the two can still be about the same place.
  bool are_touched_by(const std::vector<objects::PathChange>& other) const;

 private:
  struct Lines {
    Bytes before;  ///< the texts that have them
    Bytes after;
    LineSet lines;
  };
  objects::ObjectStore& m_store;
  std::unordered_map<std::string, Lines> m_files;
};

}  // namespace mlxpatch::queue
