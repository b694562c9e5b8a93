#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

struct NewOptions {
  std::string name;  ///< of the patch file
  /// Files and directories of the checkout, as they are typed in the current directory, or as the checkout has them.
  /// Empty: all that is uncommitted.
  std::vector<std::string> paths;
  std::vector<std::string> paragraphs;  ///< of the message; none: a person writes it in an editor
  Effect effect = Effect::real;
};

/// Makes the uncommitted changes of tracked files, staged or not, a patch at the end of the queue: branch, index and
/// patch files, all or nothing. No file of the checkout is touched. Throws Error, with nothing changed, if nothing is
/// uncommitted there.
report::QueueEdit new_patch(const Invocation& invocation, const NewOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
