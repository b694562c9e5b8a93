#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

/// Without paths and hunks the hunks are only listed.
struct SplitOptions {
  std::string patch;
  std::vector<std::string> paths;       ///< files or directories, from the checkout's root
  std::vector<std::size_t> hunks;       ///< their numbers in the patch, from 1
  std::string name;                     ///< of the new patch file
  std::vector<std::string> paragraphs;  ///< of its message; none: the subject of the patch
  Effect effect = Effect::real;
};

/// Makes of the hunks, and of all that the patch changes in the paths, a patch of their own, right after it. The branch
/// ends at the same tree, and the worktree is not touched. Throws Error, with nothing changed, if there is nothing at a
/// path or number, or if nothing would stay.
report::QueueEdit split(const Invocation& invocation, const SplitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
