#include <mlxpatch/merge/detect_renames.hpp>

#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "renames.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

std::vector<DetectedRename> detect_renames(objects::ObjectStore& store,
                                           const std::vector<objects::PathChange>& changes) {
  MissedFiles removed;
  for (const objects::PathChange& change : changes) {
    if (!change.after.exists()) removed.edited.insert(change.path);
  }
  if (removed.empty()) return {};
  SimilarityScores scores;
  RenameFinder finder(store, scores, changes, EmptyFiles::move);
  DirectoryVotes no_votes;
  std::vector<DetectedRename> renames;
  for (auto& [from, to] : finder.find(removed, no_votes)) renames.push_back({from, to, finder.percent(from, to)});
  return renames;
}

}  // namespace mlxpatch::merge
