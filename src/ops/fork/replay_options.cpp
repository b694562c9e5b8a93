#include "fork/replay_options.hpp"

#include <cstddef>

#include <fmt/format.h>

#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

const char* words_for(queue::ReplayStage stage) {
  switch (stage) {
    case queue::ReplayStage::reading:
      return "Reading patches and upstream commits";
    case queue::ReplayStage::comparing:
      return "Comparing with upstream commits";
    case queue::ReplayStage::scanning:
      return "Trying upstream commits";
    case queue::ReplayStage::replaying:
      break;
  }
  return "Replaying patches";
}

}  // namespace

queue::ReplayProgress replay_progress(report::Reporter& reporter) {
  return [&reporter](queue::ReplayStage stage, std::size_t done, std::size_t total) {
    reporter.on(report::Progress{words_for(stage), done, total});
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
