#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

/// Exactly one of `before`, `after`, `first` and `last` says where the patches go.
struct MoveOptions {
  std::vector<std::string> patches;
  std::optional<std::string> before;  ///< a patch of the queue
  std::optional<std::string> after;
  bool first = false;
  bool last = false;
  Effect effect = Effect::real;
};

/// Moves patches to another place of the queue, next to each other in the given order. The branch ends at the same
/// tree, and the worktree is not touched. Throws Error, with nothing changed, if they do not commute with those that
/// they would pass.
report::QueueEdit move_patches(const Invocation& invocation, const MoveOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
