#include "fork/stand_in_identity.hpp"

#include <fmt/format.h>

#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>

namespace mlxpatch::ops {

git::Signature stand_in_identity() { return {"mlxpatch", "mlxpatch@localhost", git::now()}; }

}  // namespace mlxpatch::ops
