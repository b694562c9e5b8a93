#include "transfer.hpp"

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
#include "replay_options.hpp"
#include "stand_in_identity.hpp"

namespace mlxpatch::ops {

git::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter) {
  git::TransferOptions options;
  switch (config.fetch_with) {
    case workspace::Config::FetchWith::automatic:
      options.transport = git::Transport::automatic;
      break;
    case workspace::Config::FetchWith::git:
      options.transport = git::Transport::git;
      break;
    case workspace::Config::FetchWith::libgit2:
      options.transport = git::Transport::libgit2;
      break;
  }
  options.timeout = std::chrono::seconds(config.fetch_timeout_seconds);
  options.depth = config.fetch_depth;
  options.filter = config.fetch_filter;
  options.on_progress = [&reporter](const git::TransferProgress& progress) {
    reporter.on(report::Progress{std::string(progress.stage), progress.done, progress.total});
  };
  return options;
}

}  // namespace mlxpatch::ops
