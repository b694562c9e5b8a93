#pragma once

#include <cstddef>
#include <functional>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

namespace mlxpatch::queue {

struct ReplayOptions {
  ReplayPolicy policy;
  git::Signature committer;  ///< of the new commits
  merge::MergeOptions merge;
  std::function<void(std::size_t done, std::size_t total)> on_progress;
};

}  // namespace mlxpatch::queue
