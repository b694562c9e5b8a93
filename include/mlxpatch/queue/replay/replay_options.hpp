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
  std::function<void(std::size_t done, std::size_t total)> on_progress;
};

}  // namespace mlxpatch::queue
