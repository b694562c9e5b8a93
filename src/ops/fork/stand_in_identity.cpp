#include "fork/stand_in_identity.hpp"

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::ops {

git::Signature stand_in_identity() { return {"mlxpatch", "mlxpatch@localhost", {}}; }

}  // namespace mlxpatch::ops
