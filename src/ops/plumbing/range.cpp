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

CommitRange parse_range(objects::ObjectStore& store, const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || dots == 0 || text.find("...") != std::string::npos) {
    throw Error(fmt::format("\"{}\" is not a range of commits", text), ErrorKind::usage)
        .hint("write BASE..TIP, e.g. upstream/main..local-patches");
  }
  const std::string tip = text.substr(dots + 2);
  CommitRange range;
  range.base = git::resolve_commit(store.repository(), text.substr(0, dots));
  range.tip = git::resolve_commit(store.repository(), tip.empty() ? "HEAD" : tip);
  // As `git rebase` does: the base is where the queue branched off.
  range.base = objects::merge_base(store.repository(), range.base, range.tip).value_or(range.base);
  range.commits = queue::queue_between(store, range.base, range.tip);
  return range;
}

}  // namespace mlxpatch::ops
