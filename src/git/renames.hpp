#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/tree.hpp>

namespace mlxpatch::git {

/// Where the files of one side went: finds, for paths which one tree has and the other has not, the added file that
/// each became. As git's merge does by default: exact ids first, then a similar file of the same base name (75 %), then
/// the most similar one (50 %). Looks at the trees when first asked.
class RenameFinder {
 public:
  RenameFinder(ObjectStore& store, const Oid& before_tree, const Oid& after_tree);
  /// With the changes between the two known already.
  RenameFinder(ObjectStore& store, std::vector<PathChange> changes);

  /// For each of `sources` that was renamed: its new path. Sources that still exist have none.
  std::map<std::string, std::string> find(const std::vector<std::string>& sources);
  /// How similar a source and the target that find() gave for it are.
  int percent(const std::string& source, const std::string& target);
  const Oid& before_tree() const { return m_before; }

 private:
  void load();
  void find_exact();
  void find_similar(const std::vector<const PathChange*>& sources, std::map<std::string, std::string>& found);
  int score(const PathChange& source, const PathChange& target);

  ObjectStore& m_store;
  Oid m_before;
  Oid m_after;
  bool m_loaded = false;
  std::vector<PathChange> m_removed;
  std::vector<PathChange> m_added;
  std::map<std::string, std::string> m_exact;  ///< source to target
  std::map<std::string, bool> m_taken;         ///< targets of exact renames
  std::map<std::pair<Oid, Oid>, int> m_scores;
};

}  // namespace mlxpatch::git
