#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::report {

/// One of the two queues of a comparison.
struct QueueSide {
  enum class Kind {
    patch_files,    ///< as they are on disk
    branch,         ///< as it is now
    before_update,  ///< the branch before the last update
    after_update,
    revision,  ///< the patch files in a commit of the project's own git
  } kind = Kind::patch_files;
  std::string name;    ///< the directory, the branch, the revision as it was typed
  std::string commit;  ///< the branch's tip, or the revision's commit; empty for files on disk
  std::size_t patches = 0;
};

/// What differs in what a patch does to one file. A hunk is a run of removed and added lines.
struct FileDiff {
  enum class State { changed, added, removed } state = State::changed;  ///< added: only the new version changes it
  std::string path;
  bool is_other_action = false;  ///< it is created, removed, renamed or given a mode in one version only
  std::size_t hunks_added = 0;
  std::size_t hunks_removed = 0;
  std::size_t hunks_changed = 0;
};

/// A patch of either queue, and what became of it.
struct PatchDiff {
  enum class State { unchanged, changed, left, added } state = State::unchanged;
  enum class PairedBy { name, patch_id, size } paired_by = PairedBy::name;
  struct Place {
    std::size_t index = 0;  ///< from 1
    std::string name;       ///< of its file
    std::string subject;
    std::string commit;  ///< empty for a file without a commit
  };
  std::optional<Place> before;
  std::optional<Place> after;
  bool is_moved = false;
  bool has_other_message = false;
  bool has_other_author = false;
  std::vector<FileDiff> files;
  std::string text;  ///< the diff of both versions, as `git range-diff` shows it; empty unless changed
};

struct QueueDiff {
  /// What a person asked to see of it.
  enum class View { full, stat, markdown } view = View::full;
  QueueSide before;
  QueueSide after;
  std::vector<PatchDiff> patches;  ///< in the new order
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
