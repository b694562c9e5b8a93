#include "replay_options.hpp"

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
#include "fetch.hpp"
#include "head_text.hpp"
#include "preconditions.hpp"
#include "project.hpp"
#include "stand_in_identity.hpp"
#include "transfer.hpp"

namespace mlxpatch::ops {

std::function<void(std::size_t done, std::size_t total)> replay_progress(report::Reporter& reporter) {
  return [&reporter](std::size_t done, std::size_t total) {
    reporter.on(report::Progress{"Replaying patches", done, total});
  };
}

queue::ReplayOptions replay_options(Fork& fork, report::Reporter& reporter) {
  queue::ReplayOptions options;
  options.committer = fork.committer();
  options.merge.style =
      git::conflict_style_named(fork.repository().config_string("merge.conflictStyle").value_or("merge"));
  options.on_progress = replay_progress(reporter);
  return options;
}

}  // namespace mlxpatch::ops
