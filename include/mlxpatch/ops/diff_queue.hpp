#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_diff.hpp>

namespace mlxpatch::ops {

struct DiffOptions {
  /// Which two queues: the patch files and the branch, or the branch before and after the last update. Of no meaning
  /// if there are revisions.
  enum class Between { files_and_branch, last_update } between = Between::files_and_branch;
  /// One or two revisions of the project's own git; a missing second one means the files on disk.
  std::vector<std::string> revisions;
  report::QueueDiff::View view = report::QueueDiff::View::full;
};

/// Compares two states of the queue, patch by patch. Changes nothing. With revisions it needs no checkout. Throws
/// Error.
report::QueueDiff diff_queue(const Invocation& invocation, const DiffOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
