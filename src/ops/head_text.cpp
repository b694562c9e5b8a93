#include "head_text.hpp"

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
#include "preconditions.hpp"
#include "project.hpp"
#include "replay_options.hpp"
#include "stand_in_identity.hpp"
#include "transfer.hpp"

namespace mlxpatch::ops {

std::string head_text(const git::Repository& repository) {
  const git::Head head = git::head(repository);
  return head.branch.empty() ? head.commit.value_or(git::Oid{}).hex() : "ref: " + head.branch;
}

}  // namespace mlxpatch::ops
