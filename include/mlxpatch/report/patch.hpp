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
  squashed,         ///< it is the same change as the patch and those next to it together
  empty,            ///< after it the patch is empty
  reverse_applies,  ///< after it the patch applies in reverse
  cherry_picked,    ///< the patch was picked from it
  new_words,        ///< it brought the same new words
  same_lines,       ///< it brought every line that the patch adds
};

/// What the merge driver of a file in conflict, a program of the user's configuration, made of it.
enum class DriverResult {
  none,       ///< it has not run, or there is none
  merged,     ///< the file is the driver's
  conflicts,  ///< the same, with conflict markers of its own
  failed,     ///< the file is as without a driver
};

struct Conflict {
  std::string path;
  ConflictKind kind = ConflictKind::content;
  std::string base;  ///< blob ids; empty: that side does not have the file
  std::string ours;
  std::string theirs;
  std::string detail;    ///< one sentence
  std::string driver{};  ///< the merge driver that .gitattributes or merge.default name for the file; empty: plain text
  DriverResult driver_result = DriverResult::none;
};

struct UpstreamedBy {
  CommitLine commit;
  Evidence how = Evidence::patch_id;
  std::vector<std::string> words{};  ///< of Evidence::new_words: those that it brought, the most telling first
  std::size_t of_words = 0;          ///< of so many new ones of the patch
};

/// How many of a patch's hunks, counted without context, upstream has already.
struct Hunks {
  struct Taken {
    CommitLine since;  ///< the upstream commit that took them
    std::size_t hunks = 0;
  };
  std::size_t kept = 0;
  std::vector<Taken> upstream;  ///< at least one, oldest first
};

/// A line that a patch adds and that a clean merge lost: it is neither in the patch's new form nor in upstream's file.
struct LostLine {
  std::string path;
  std::string line;  ///< without its end
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
  std::optional<Hunks> hunks;  ///< if the patch merged, but for hunks that upstream has
  std::vector<LostLine> lost_lines;
  std::vector<std::string> notes;
  bool resolution_known = false;  ///< an update would stop at it, and its conflicts have all been resolved before
  bool is_reused = false;         ///< of a resolved one: by remembered resolutions alone
};

/// A patch that an upstream commit has.
struct UpstreamedPatch {
  std::string name;
  std::string commit;        ///< id
  bool is_squashed = false;  ///< with the patches next to it
};

/// A patch that was not taken, and why.
struct LeftOutPatch {
  std::string name;
  std::string why;
};

}  // namespace mlxpatch::report
