#include "fork/replay_options.hpp"

#include <cstddef>
#include <functional>

#include <fmt/format.h>

#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

std::function<void(std::size_t done, std::size_t total)> replay_progress(report::Reporter& reporter) {
  return [&reporter](std::size_t done, std::size_t total) {
    reporter.on(report::Progress{"Replaying patches", done, total});
  };
}

queue::ReplayPolicy keep_going(queue::ReplayPolicy policy) {
  policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  return policy;
}

queue::ReplayOptions replay_options(Fork& fork, const queue::ReplayPolicy& policy, report::Reporter& reporter) {
  queue::ReplayOptions options;
  options.policy = policy;
  options.committer = fork.committer();
  options.merge.style =
      merge::conflict_style_named(fork.repository().config_string("merge.conflictStyle").value_or("merge"));
  options.on_progress = replay_progress(reporter);
  return options;
}

}  // namespace mlxpatch::ops
