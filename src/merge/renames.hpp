#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

/// Whether empty files can be renamed: for a person who reads a patch they can, but for a merge they all look alike.
enum class EmptyFiles { are_left, move };

/// Finds the renames between two trees: for removed files, the added file that each became. As git's ort does by
/// default: equal ids first, then a similar file of the same base name (75 %), then the most similar one (50 %). For
/// several files of the same content see EqualFiles. Reads the trees on the first find().
class RenameFinder {
 public:
  RenameFinder(objects::ObjectStore& store, SimilarityScores& scores, const git::Oid& before_tree,
               const git::Oid& after_tree);
  /// For trees whose differences are known.
  RenameFinder(objects::ObjectStore& store, SimilarityScores& scores, std::vector<objects::PathChange> changes,
               EmptyFiles empty = EmptyFiles::are_left);
  RenameFinder(const RenameFinder&) = delete;
  RenameFinder& operator=(const RenameFinder&) = delete;

  /// The `known` paths are not new: nothing was renamed to them. To be called before the first find().
  void leave_out(PathList known) { m_known = std::move(known); }

  /// The new path of each missed file that was renamed. Every rename that is found, of these or of files in directories
  /// that `votes` asks for, is counted as a vote.
  std::map<std::string, std::string> find(const MissedFiles& missed, DirectoryVotes& votes);
  /// How similar, in percent, a source and the target are that find() returned for it.
  int percent(const std::string& source, const std::string& target);
  const git::Oid& before_tree() const { return m_before; }

 private:
  using Found = std::map<std::string, std::string>;
  struct Search;

  void load();
  void take(std::vector<objects::PathChange> changes, EmptyFiles empty);
  void find_equal_files();
  void fetch_contents(const Search& search);
  void find_same_names(Search& search);
  void find_most_similar(Search& search);

  objects::ObjectStore& m_store;
  SimilarityScores& m_scores;
  git::Oid m_before;
  git::Oid m_after;
  PathList m_known;
  bool m_loaded = false;
  std::vector<objects::PathChange> m_removed;
  std::vector<objects::PathChange> m_added;
  std::vector<EqualFiles> m_equal;
};

}  // namespace mlxpatch::merge
