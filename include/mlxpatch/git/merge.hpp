#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/text.hpp>
#include <mlxpatch/git/tree.hpp>

namespace mlxpatch::git {

enum class ConflictKind {
  content,
  add_add,
  modify_delete,
  rename_delete,
  rename_rename,
  file_directory,
  file_location,
  mode,
  symlink,
  binary,
  submodule,
};

/// "content", "add/add", "modify/delete", "rename/delete", "rename/rename", "file/directory", "file location", "mode",
/// "symlink", "binary", "submodule", as users and JSON read it.
std::string_view name_of(ConflictKind kind);

/// One path on which a merge needs a person.
struct MergeConflict {
  ConflictKind kind = ConflictKind::content;
  std::string path;  ///< where it stands in the result
  Entry base;
  Entry ours;
  Entry theirs;
  Entry result;        ///< what stands in the result tree in its place: marked-up text, else one of the sides
  std::string detail;  ///< one sentence for a person, e.g. "upstream deleted it"
};

/// A file followed to where the other side moved it.
struct FollowedRename {
  std::string from;
  std::string to;
};

/// What becomes of a file which the patch adds to a folder that upstream moved (git's merge.directoryRenames).
enum class DirectoryRenames { conflict, follow, ignore };

struct MergeOptions {
  ConflictStyle style = ConflictStyle::merge;
  std::string ours_label = "HEAD";
  std::string theirs_label;
  std::string base_label;
  DirectoryRenames directory_renames = DirectoryRenames::conflict;
  MergeEffort effort = MergeEffort::full;  ///< where only the verdict is wanted ours stands in a conflict
};

/// What a merge changes on our side.
struct PathMerge {
  std::map<std::string, Entry> edits;  ///< of ours; conflicting paths stand as their `result`
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  std::vector<std::string> by_other_diff;  ///< clean only by another diff than git's
  bool clean() const { return conflicts.empty(); }
};

/// The same as a tree.
struct TreeMerge {
  Oid tree;
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  bool clean() const { return conflicts.empty(); }
};

/// Merges trees in memory: merge(base, ours, theirs) by what changed from base to theirs, path by path, as git's ort
/// does for a cherry-pick. Keeps what it learns (text merges by blob ids, the other side's renames) for further calls
/// on the same store. Cost grows with the change from base to theirs, not with the trees.
class TreeMerger {
 public:
  /// What `known` has merged already is taken from there. That one works on a layer over the store, and must outlive
  /// this one; it may be null.
  explicit TreeMerger(ObjectStore& store, const TreeMerger* known = nullptr);
  ~TreeMerger();
  TreeMerger(const TreeMerger&) = delete;
  TreeMerger& operator=(const TreeMerger&) = delete;

  /// Where our side's renames are looked for in later calls: between these two trees (for a queue: upstream's at its
  /// base, and at the commit where it goes). Looked at only when a path of the patch is gone on our side. Nothing went
  /// to a path of which `is_known` says that the patch's base has it, though the first tree has not.
  void find_renames_between(const Oid& before_tree, const Oid& after_tree, PathPredicate is_known = {});

  /// Merges known changes (as changes_between gives them) into ours, without writing a tree.
  PathMerge merge(const std::vector<PathChange>& theirs, const OverlayTree& ours, const MergeOptions& options = {});
  /// One three-way merge of three trees, with renames between base and ours.
  TreeMerge merge(const Oid& base_tree, const Oid& ours_tree, const Oid& theirs_tree, const MergeOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// A file that became another path between two trees.
struct DetectedRename {
  std::string from;
  std::string to;
  int percent = 0;  ///< how similar the two are, 50 to 100
};

/// The renames among these changes, as `git diff -M` finds them.
std::vector<DetectedRename> detect_renames(ObjectStore& store, const std::vector<PathChange>& changes);

}  // namespace mlxpatch::git
