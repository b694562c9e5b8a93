#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

/// What a search for renames between two trees needs, kept for the next search. It finds what a RenameFinder finds that
/// no directory is asked of. A queue's searches are between nearly the same trees, each with a few files of the queue
/// that differ: the index goes from one pair to the next at the cost of what differs, and a search costs what is missed
/// and the files of which no other has the same bytes.
class RenameIndex {
 public:
  /// The index of two empty trees. The arguments must outlive it.
  RenameIndex(objects::ObjectStore& store, SimilarityScores& scores) : m_store(store), m_scores(scores) {}
  RenameIndex(const RenameIndex&) = delete;
  RenameIndex& operator=(const RenameIndex&) = delete;

  /// Later searches are between these trees. The `known` paths are not new: nothing was renamed to them.
  void move_to(const git::Oid& before_tree, const git::Oid& after_tree, const PathList& known);

  /// The new path of each missed file that was renamed. `votes` must not ask for a directory.
  std::map<std::string, std::string> find(const MissedFiles& missed, const DirectoryVotes& votes) const;

 private:
  struct ByPath {
    using is_transparent = void;
    bool operator()(const objects::PathChange* a, const objects::PathChange* b) const { return a->path < b->path; }
    bool operator()(const objects::PathChange& a, const objects::PathChange& b) const { return a.path < b.path; }
    bool operator()(const objects::PathChange& a, std::string_view b) const { return a.path < b; }
    bool operator()(std::string_view a, const objects::PathChange& b) const { return a < b.path; }
  };
  using Changes = std::set<objects::PathChange, ByPath>;
  using Files = std::set<const objects::PathChange*, ByPath>;
  struct ContentHash {
    std::size_t operator()(const Content& content) const noexcept {
      return git::OidHash()(content.first) ^ static_cast<std::size_t>(content.second);
    }
  };
  struct Group {
    EqualFiles files;
    bool is_open = false;  ///< its files are about to change
  };
  struct SameName {
    Files removed;
    Files added;
  };
  class Search;

  bool go_to(const git::Oid& before_tree, const git::Oid& after_tree);
  void load(const git::Oid& before_tree, const git::Oid& after_tree);
  void set(objects::PathChange change);
  void leave_out(const std::vector<std::string>& paths);

  bool counts(const objects::PathChange& change) const;
  void enter(const objects::PathChange& change);
  void leave(const objects::PathChange& change);
  Group& open(const Content& content);
  void close_all();
  void list(const objects::PathChange& file);
  void unlist(const objects::PathChange& file);

  objects::ObjectStore& m_store;
  SimilarityScores& m_scores;
  git::Oid m_before;
  git::Oid m_after;
  Changes m_changes;                                         ///< all between the two trees
  std::set<std::string> m_known;                             ///< of them, the paths that are not in the first tree
  std::unordered_map<Content, Group, ContentHash> m_groups;  ///< the removed and added files
  std::vector<Content> m_open;
  /// Where a removed file went if nothing is missed, for those of which an added file has the same bytes.
  std::unordered_map<const objects::PathChange*, const objects::PathChange*> m_moves;
  std::map<std::string, SameName, std::less<>>
      m_alone;          ///< by base name, the removed and added files that are in no move
  Files m_added_alone;  ///< the added ones again
};

}  // namespace mlxpatch::merge
