#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// The ref that keeps alive what an operation changed, before and after.
std::string anchor_ref(std::uint64_t operation);

/// A number that no operation has had: linked worktrees have a journal each, but share the anchors.
std::uint64_t next_operation(Checkout& checkout);

/// The commit for that ref, in the store: every ref before and after, `keep`, and a tree of all files and trees.
git::Oid make_anchor(Checkout& checkout, const workspace::Operation& operation, const std::vector<git::Oid>& keep);

}  // namespace mlxpatch::ops
