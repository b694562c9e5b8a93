#pragma once

#include <mlxpatch/git/oid.hpp>

#include "edit/uncommitted.hpp"
#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// The tree of the index once the queue ends at the tree `absorbed`: what the queue has, and beside that what is
/// staged. Throws Error, which names the files, if a file is staged with something else in the lines that are absorbed
/// than it has itself.
git::Oid index_with_absorbed(Checkout& checkout, const UncommittedWork& uncommitted, const git::Oid& absorbed);

}  // namespace mlxpatch::ops
