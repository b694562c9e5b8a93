#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::report {

/// The commands that edit the queue as a whole.
enum class EditCommand { drop, move, fold, split, reword, rename, absorb, new_patch };

/// As it is typed: "drop".
std::string_view name_of(EditCommand command);

/// A patch of the queue after an edit.
struct PlacedPatch {
  std::size_t index = 0;              ///< from 1
  std::optional<std::size_t> before;  ///< its index before the edit; none: it is new
  std::string name;
  std::string subject;
  std::string commit;
};

/// A patch that leaves with one that it needs.
struct Dependent {
  std::string name;
  std::vector<std::string> needs;  ///< names of patches
};

/// A hunk of a patch that is split.
struct ListedHunk {
  std::size_t number = 0;  ///< from 1
  std::string path;
  std::string text;     ///< from its "@@" on; empty for a file without hunks
  bool leaves = false;  ///< for the new patch
};

struct QueueEdit {
  EditCommand command = EditCommand::drop;
  bool dry_run = false;
  std::vector<std::string> patches;  ///< the names of those that were asked for; of `drop` in the order of the queue
  std::string target;                ///< the patch that has them now (fold), the new patch (new, split), the new name
  std::vector<std::string> files;    ///< that the new patch changes (new), from the current directory
  std::vector<Dependent> dependents;
  std::vector<ListedHunk> hunks;   ///< of the patch that is split, or that could be
  std::vector<PlacedPatch> queue;  ///< afterwards; empty if hunks were only listed
  std::optional<Audit> audit;
  std::vector<std::string> written;  ///< files
  std::vector<std::string> removed;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

/// A patch that waits to be edited.
struct EditedPatch {
  std::size_t index = 0;    ///< from 1
  std::size_t patches = 0;  ///< in all
  std::string name;
  std::string subject;
  std::string directory;  ///< the checkout, relative to the current directory
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
