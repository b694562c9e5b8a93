#include "fetch.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/configured_remotes.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/history.hpp>
#include <mlxpatch/git/promised.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/transfer_options.hpp>
#include <mlxpatch/git/worktree.hpp>
#include <utility>
#include "autostash.hpp"
#include "context.hpp"
#include "stale_locks.hpp"
#include "transaction.hpp"

#include "branch_queue.hpp"
#include "commit_line.hpp"
#include "head_text.hpp"
#include "preconditions.hpp"
#include "project.hpp"
#include "replay_options.hpp"
#include "stand_in_identity.hpp"
#include "transfer.hpp"

namespace mlxpatch::ops {

std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter) {
  fork.require_remote();
  const auto before = git::ref_target(fork.repository(), fork.tracking_ref());
  git::fetch(fork.repository(), fork.config().checkout_remote, transfer_options(fork.config(), reporter));
  const git::Oid after = fork.require_upstream_tip();
  const std::size_t count = before ? git::count_between(fork.repository(), *before, after) : 0;
  reporter.on(report::Step{
      fmt::format("Fetched {}: {}", fork.tracking_name(), count == 0 ? "nothing new" : count_of(count, "new commit"))});
  return count;
}

}  // namespace mlxpatch::ops
