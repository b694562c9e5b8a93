#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

namespace mlxpatch::queue {

/// What a replay is at, in this order.
enum class ReplayStage {
  reading,    ///< the patches, then upstream's commits
  comparing,  ///< upstream's commits with the patches, for changes that upstream has
  scanning,   ///< the queue goes over upstream's commits one by one
  replaying   ///< onto the target
};
/// What is done of a stage, and how much there is. The same may be told again, so that a person sees signs of life.
using ReplayProgress = std::function<void(ReplayStage stage, std::size_t done, std::size_t total)>;

struct ReplayOptions {
  ReplayPolicy policy;
  git::Signature committer;  ///< of the new commits
  merge::MergeOptions merge;
  /// The names of the patch files, by commit; those of the others are in their trailers, or made from their subjects.
  /// A new commit of a patch that is named here has the name in its trailer.
  std::map<git::Oid, std::string> names;
  /// Which commits these were made from, if they are not a person's own: notes name those, which the person can look
  /// at.
  std::map<git::Oid, git::Oid> made_from{};
  ReplayProgress on_progress;

  void tell(ReplayStage stage, std::size_t done, std::size_t total) const {
    if (on_progress) on_progress(stage, done, total);
  }
};

}  // namespace mlxpatch::queue
