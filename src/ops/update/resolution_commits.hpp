#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The name of the patch at which the update is stopped; empty if it has none.
std::string name_of_conflicting(Fork& fork, const workspace::Pending& pending);

/// The commits of a resolution, from the stop's prefix to `tip`, of which the first one is the patch, whatever their
/// messages say. Returns the new tip.
git::Oid with_name(Fork& fork, const workspace::Pending& pending, const git::Oid& tip);

}  // namespace mlxpatch::ops
