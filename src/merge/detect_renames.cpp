#include <mlxpatch/merge/detect_renames.hpp>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/tree.hpp>

#include "equal_files.hpp"
#include "folder_votes.hpp"
#include "renames.hpp"

namespace mlxpatch::merge {

std::vector<DetectedRename> detect_renames(git::ObjectStore& store, const std::vector<git::PathChange>& changes) {
  MissedFiles removed;
  for (const git::PathChange& change : changes) {
    if (!change.after.exists()) removed.edited.insert(change.path);
  }
  if (removed.empty()) return {};
  SimilarityScores scores;
  RenameFinder finder(store, scores, changes, EmptyFiles::move);
  FolderVotes no_votes;
  std::vector<DetectedRename> renames;
  for (auto& [from, to] : finder.find(removed, no_votes)) renames.push_back({from, to, finder.percent(from, to)});
  return renames;
}

}  // namespace mlxpatch::merge
