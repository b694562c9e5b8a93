#pragma once

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::ops {

/// An identity for objects that are never written to disk.
git::Signature stand_in_identity();

}  // namespace mlxpatch::ops
