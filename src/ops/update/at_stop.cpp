#include "update/at_stop.hpp"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

workspace::Pending require_pending(Fork& fork) {
  if (auto pending = fork.pending()) return std::move(*pending);
  throw Error("no update is stopped at a conflict").hint("mlxpatch status            show what to do next");
}

git::Oid require_head_at_stop(Fork& fork, const workspace::Pending& pending) {
  const git::Head head = git::head(fork.repository());
  const git::Oid tip = head.commit.value_or(git::Oid{});
  const bool is_above = objects::is_ancestor(fork.repository(), pending.prefix, tip);
  if (head.branch.empty() && is_above) return tip;
  const std::string place =
      head.branch.empty() ? tip.short_hex() : fmt::format("{} ({})", tip.short_hex(), head.branch);
  const std::string detach = is_above ? "checkout --detach" : "checkout --detach " + pending.prefix.short_hex(12);
  throw Error(fmt::format("HEAD is no longer where the {} stopped", workspace::name_of(pending.command)))
      .at(fmt::format("HEAD is at {}, expected {} or a commit on top of it, without a branch", place,
                      pending.prefix.short_hex()))
      .hint(fork.checkout().git_command(detach))
      .hint("mlxpatch abort             restore the state from before it");
}

std::optional<git::Oid> last_done(Fork& fork, const workspace::Pending& pending, const git::Oid& stopped_on) {
  using workspace::Pending;
  if (pending.command != Pending::Command::update || pending.mode != Pending::Mode::rebase) return std::nullopt;
  const git::Commit stop = fork.store().commit(stopped_on);
  const git::Oid from = pending.checkpoint ? pending.checkpoint->on : pending.base;
  const git::Oid before = stop.parents.empty() ? git::Oid{} : stop.parents.front();
  // Without a scan the stop is on the target, far beyond what is known to merge.
  const bool is_known = pending.policy.range == queue::ReplayPolicy::Range::incremental;
  const bool is_further = is_known && before && objects::is_ancestor(fork.repository(), from, before);
  const git::Oid target = is_further ? before : from;
  if (target == pending.base) return std::nullopt;
  return target;
}

}  // namespace mlxpatch::ops
