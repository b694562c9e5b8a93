#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::report {

/// The commands that edit the queue as a whole.
enum class EditCommand { drop, move };

/// A patch of the queue after an edit.
struct PlacedPatch {
  std::size_t index = 0;   ///< from 1
  std::size_t before = 0;  ///< its index before the edit
  std::string name;
  std::string subject;
  std::string commit;
};

/// A patch that leaves with one that it needs.
struct Dependent {
  std::string name;
  std::vector<std::string> needs;  ///< names of patches
};

struct QueueEdit {
  EditCommand command = EditCommand::drop;
  bool dry_run = false;
  std::vector<std::string> patches;  ///< the names of those that were asked for; of `drop` in the order of the queue
  std::vector<Dependent> dependents;
  std::vector<PlacedPatch> queue;  ///< afterwards
  std::optional<Audit> audit;
  std::vector<std::string> written;  ///< files
  std::vector<std::string> removed;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
