#pragma once

#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// The publication that undoes an operation, but for the resolutions that it remembered: those stay. Throws Error if a
/// file has changed since.
Publication reverse_of(Checkout& checkout, const workspace::Operation& operation);

}  // namespace mlxpatch::ops
