#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>

namespace mlxpatch::report {

/// What became of a patch in a replay.
enum class PatchState {
  clean,       ///< merged, at the same paths
  moved,       ///< merged, following a rename in upstream
  stepped,     ///< merged commit by commit; in one step it conflicts
  upstreamed,  ///< left out: upstream has it
  empty,       ///< left out: it is now empty, and no upstream commit is known to have it
  conflict,    ///< needs a person
  blocked,     ///< needs what an earlier, conflicting patch changes
  resolved,    ///< merged by a person, in this update
  skipped,     ///< left out by a person, in this update
};

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

/// How an upstream commit is known to have a patch's change.
enum class Evidence {
  patch_id,         ///< it is the same change
  empty,            ///< after it the patch is empty
  reverse_applies,  ///< after it the patch applies in reverse
  cherry_picked,    ///< the patch was picked from it
  new_words,        ///< it brought the same new words
};

struct Conflict {
  std::string path;
  ConflictKind kind = ConflictKind::content;
  std::string base;  ///< blob ids; empty: that side does not have the file
  std::string ours;
  std::string theirs;
  std::string detail;  ///< one sentence
};

struct UpstreamedBy {
  CommitLine commit;
  Evidence how = Evidence::patch_id;
};

struct Patch {
  std::size_t index = 0;  ///< from 1
  std::string name;
  std::string subject;
  std::string commit;
  std::optional<std::string> new_commit;
  std::string tree;
  PatchState state = PatchState::clean;
  std::vector<std::string> paths;
  std::vector<Conflict> conflicts;
  std::optional<CommitLine> culprit;
  std::optional<CommitLine> clean_since;
  std::optional<UpstreamedBy> upstreamed_by;
  bool likely_upstreamed = false;
  std::vector<std::string> notes;
};

/// A patch that an upstream commit has.
struct UpstreamedPatch {
  std::string name;
  std::string commit;  ///< id
};

/// A patch that was not taken, and why.
struct LeftOutPatch {
  std::string name;
  std::string why;
};

}  // namespace mlxpatch::report
