#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/resolution.hpp>

namespace mlxpatch::ops {

struct ResolutionsOptions {
  report::ResolutionsAction action = report::ResolutionsAction::list;
  std::vector<std::string> keys{};  ///< of those to show or to forget: keys, or beginnings of them
  Effect effect = Effect::real;
};

/// Lists, shows or forgets remembered resolutions of conflicts; `prune` forgets those whose conflict will not come
/// again. Throws Error(usage) if a key means none, or several.
report::Resolutions resolutions(const Invocation& invocation, const ResolutionsOptions& options,
                                report::Reporter& reporter);

}  // namespace mlxpatch::ops
