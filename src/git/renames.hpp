#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/git/tree.hpp>

#include "folder_votes.hpp"

namespace mlxpatch::git {

/// How similar blobs are, by their ids; shared by all finders of a store, since a queue asks the same again and again.
using SimilarityScores = std::map<std::pair<Oid, Oid>, int>;

/// Files that one side has no longer, of which it matters where they went.
struct MissedFiles {
  std::set<std::string> edited;   ///< the other side changed them
  std::set<std::string> deleted;  ///< the other side has them no longer either

  bool contains(const std::string& path) const { return edited.contains(path) || deleted.contains(path); }
  bool empty() const { return edited.empty() && deleted.empty(); }
};

/// Where the files of one side went: finds, for paths which one tree has and the other has not, the added file that
/// each became. As git's ort does by default: exact ids first, then a similar file of the same base name (75 %), then
/// the most similar one (50 %). Of several with the same content one whose edit must go somewhere comes first, one that
/// both sides deleted last, and a file keeps its base name where it can. Looks at the trees when first asked.
class RenameFinder {
 public:
  RenameFinder(ObjectStore& store, SimilarityScores& scores, const Oid& before_tree, const Oid& after_tree);
  /// With the changes between the two known already.
  RenameFinder(ObjectStore& store, SimilarityScores& scores, std::vector<PathChange> changes);

  /// For each of the missed files that was renamed: its new path. Every rename that is found, of these or of files in
  /// folders that `votes` asks for, gives its vote.
  std::map<std::string, std::string> find(const MissedFiles& missed, FolderVotes& votes);
  /// How similar a source and the target that find() gave for it are.
  int percent(const std::string& source, const std::string& target);
  const Oid& before_tree() const { return m_before; }

 private:
  using Found = std::map<std::string, std::string>;
  /// What went and what came with the very same content, by path.
  struct EqualFiles {
    std::vector<const PathChange*> sources;
    std::vector<const PathChange*> targets;
  };
  struct Search;

  void load();
  void find_equal_files();
  void pair_equal_files(Search& search);
  void fetch_contents(const Search& search);
  void find_same_names(Search& search);
  void find_most_similar(Search& search);
  int score(const PathChange& source, const PathChange& target);

  ObjectStore& m_store;
  SimilarityScores& m_scores;
  Oid m_before;
  Oid m_after;
  bool m_loaded = false;
  std::vector<PathChange> m_removed;
  std::vector<PathChange> m_added;
  std::vector<EqualFiles> m_equal;
};

}  // namespace mlxpatch::git
