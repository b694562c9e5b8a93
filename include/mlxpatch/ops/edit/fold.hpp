#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

struct FoldOptions {
  std::vector<std::string> patches;
  std::string into;
  Effect effect = Effect::real;
};

/// Makes several patches one, at the place, and with the name, message and author, of the one that they are folded
/// into. The branch ends at the same tree, and the worktree is not touched. Throws Error, with nothing changed, if one
/// of them does not commute with those that it would pass.
report::QueueEdit fold(const Invocation& invocation, const FoldOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
