#pragma once

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::ops {

/// An identity for objects that are never written to disk. It has no date, so that the same question makes the same
/// objects at any time.
git::Signature stand_in_identity();

}  // namespace mlxpatch::ops
