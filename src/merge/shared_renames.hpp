#pragma once

#include <map>
#include <optional>
#include <string>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "rename_index.hpp"
#include "renames.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

/// Our side's renames for merge after merge, with what one search prepares kept for the next. Reads trees only when it
/// is asked.
class SharedRenames {
 public:
  /// Between two empty trees. The arguments must outlive it.
  SharedRenames(objects::ObjectStore& store, SimilarityScores& scores)
      : m_store(store), m_scores(scores), m_index(store, scores) {}

  /// Later calls of find() are between these trees. The `known` paths are not new: nothing was renamed to them.
  void look_between(const git::Oid& before_tree, const git::Oid& after_tree, PathList known);
  /// As RenameFinder::find().
  std::map<std::string, std::string> find(const MissedFiles& missed, DirectoryVotes& votes);
  const git::Oid& before_tree() const { return m_before; }

 private:
  objects::ObjectStore& m_store;
  SimilarityScores& m_scores;
  git::Oid m_before;
  git::Oid m_after;
  PathList m_known;
  bool m_is_indexed = true;  ///< the index is of these trees
  RenameIndex m_index;
  std::optional<RenameFinder> m_finder;  ///< between these trees
};

}  // namespace mlxpatch::merge
