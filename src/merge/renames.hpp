#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/diff/similarity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"

namespace mlxpatch::merge {

/// How similar blobs are. Counts the pieces of each once, so it is shared by all finders of a store.
class SimilarityScores {
 public:
  /// Of two regular files; 0 also where their sizes alone say that they are too different for a rename.
  int of(objects::ObjectStore& store, const git::Oid& before, const git::Oid& after);

 private:
  std::shared_ptr<const diff::PieceCounts> counts_of(objects::ObjectStore& store, const git::Oid& blob);

  std::unordered_map<git::Oid, std::shared_ptr<const diff::PieceCounts>, git::OidHash> m_counts;
  std::size_t m_held = 0;  ///< bytes
};

/// Whether one file may be the other one renamed: it has the same bytes, or half of a regular file's.
bool are_alike(objects::ObjectStore& store, SimilarityScores& scores, const git::Entry& before,
               const git::Entry& after);

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

  /// A path for which `is_known` is true is not new: nothing was renamed to it. To be called before the first find().
  void leave_out(PathPredicate is_known) { m_is_known = std::move(is_known); }

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
  int score(const objects::PathChange& source, const objects::PathChange& target);

  objects::ObjectStore& m_store;
  SimilarityScores& m_scores;
  git::Oid m_before;
  git::Oid m_after;
  PathPredicate m_is_known;
  bool m_loaded = false;
  std::vector<objects::PathChange> m_removed;
  std::vector<objects::PathChange> m_added;
  std::vector<EqualFiles> m_equal;
};

}  // namespace mlxpatch::merge
