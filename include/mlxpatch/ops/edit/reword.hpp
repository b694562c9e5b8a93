#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

struct RewordOptions {
  std::string patch;
  std::vector<std::string> paragraphs;  ///< of the new message; none: a person edits the old one
  Effect effect = Effect::real;
};

/// Gives a patch another message; without one, git's editor opens with the old one. Every tree stays. Throws Error,
/// with nothing changed, if the message is empty or the editor fails.
report::QueueEdit reword(const Invocation& invocation, const RewordOptions& options, report::Reporter& reporter);

struct RenameOptions {
  std::string patch;
  std::string name;
  Effect effect = Effect::real;
};

/// Gives a patch file another name.
report::QueueEdit rename(const Invocation& invocation, const RenameOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
