#pragma once

#include <optional>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The update that is stopped. Throws Error if none is.
workspace::Pending require_pending(Fork& fork);

/// HEAD's commit: the one of the stop, or a person's own above it. Throws Error for a branch and any other commit.
git::Oid require_head_at_stop(Fork& fork, const workspace::Pending& pending);

/// The upstream commit before the one at which an update stops, or the one of its stop before: the whole queue is
/// merged with that. Nothing if it is the base that the update began on, or if it is a pick or a merge.
std::optional<git::Oid> last_done(Fork& fork, const workspace::Pending& pending, const git::Oid& stopped_on);

}  // namespace mlxpatch::ops
