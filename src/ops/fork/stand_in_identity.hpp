#pragma once

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::ops {

/// A name for objects that are never written to the disk.
git::Signature stand_in_identity();

}  // namespace mlxpatch::ops
