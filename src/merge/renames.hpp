#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "equal_files.hpp"
#include "folder_votes.hpp"

namespace mlxpatch::merge {

/// How similar blobs are, by their ids; shared by all finders of a store, since a queue asks the same again and again.
using SimilarityScores = std::map<std::pair<git::Oid, git::Oid>, int>;

/// Whether a file may have become another one: the same bytes, or half of a regular file's.
bool are_alike(objects::ObjectStore& store, SimilarityScores& scores, const git::Entry& before,
               const git::Entry& after);

/// Whether empty files can have moved: they do for a person who reads a patch, but for a merge all look the same.
enum class EmptyFiles { are_left, move };

/// Where the files of one side went: finds, for paths which one tree has and the other has not, the added file that
/// each became. As git's ort does by default: exact ids first, then a similar file of the same base name (75 %), then
/// the most similar one (50 %). Which of several with the same content: see EqualFiles. Looks at the trees when first
/// asked.
class RenameFinder {
 public:
  RenameFinder(objects::ObjectStore& store, SimilarityScores& scores, const git::Oid& before_tree,
               const git::Oid& after_tree);
  /// With the changes between the two known already.
  RenameFinder(objects::ObjectStore& store, SimilarityScores& scores, std::vector<objects::PathChange> changes,
               EmptyFiles empty = EmptyFiles::are_left);
  RenameFinder(const RenameFinder&) = delete;
  RenameFinder& operator=(const RenameFinder&) = delete;

  /// Files at such paths are not new, and nothing became them. Before the first find().
  void leave_out(PathPredicate is_known) { m_is_known = std::move(is_known); }

  /// For each of the missed files that was renamed: its new path. Every rename that is found, of these or of files in
  /// folders that `votes` asks for, gives its vote.
  std::map<std::string, std::string> find(const MissedFiles& missed, FolderVotes& votes);
  /// How similar a source and the target that find() gave for it are.
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
