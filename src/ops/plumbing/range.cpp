#include "plumbing/range.hpp"

#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>

namespace mlxpatch::ops {

CommitRange parse_range(objects::ObjectStore& store, const std::string& words) {
  const std::size_t dots = words.find("..");
  if (dots == std::string::npos || dots == 0 || words.find("...") != std::string::npos) {
    throw Error(fmt::format("\"{}\" is no range of commits", words), ErrorKind::usage)
        .hint("write BASE..TIP, e.g. upstream/main..local-patches");
  }
  const std::string tip = words.substr(dots + 2);
  CommitRange range;
  range.base = git::resolve_commit(store.repository(), words.substr(0, dots));
  range.tip = git::resolve_commit(store.repository(), tip.empty() ? "HEAD" : tip);
  // As `git rebase` does: the queue stands on where it left the base's history.
  range.base = objects::merge_base(store.repository(), range.base, range.tip).value_or(range.base);
  range.commits = queue::queue_between(store, range.base, range.tip);
  return range;
}

}  // namespace mlxpatch::ops
