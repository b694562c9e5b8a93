#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

struct DropOptions {
  std::vector<std::string> patches;
  enum class Dependents { refuse, drop } dependents = Dependents::refuse;
  Effect effect = Effect::real;
};

/// Takes patches out of the queue: branch, checkout and patch files, all or nothing. Throws Error, with nothing
/// changed, if others need them.
report::QueueEdit drop(const Invocation& invocation, const DropOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
