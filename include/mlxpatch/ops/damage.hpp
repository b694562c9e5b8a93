#pragma once

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/invocation.hpp>

namespace mlxpatch::ops {

/// The error with the ways out of it, if it is about damage to the checkout of the project in which the command ran;
/// any other error as it is. Throws nothing.
Error with_ways_out(const Error& error, const Invocation& invocation);

}  // namespace mlxpatch::ops
