#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/report/commit_line.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// An upstream commit as reports show it; with its `git describe` if a fork is given.
report::CommitLine commit_line(Fork& fork, const git::Oid& commit);
report::CommitLine commit_line(const queue::CommitInfo& info);

}  // namespace mlxpatch::ops
