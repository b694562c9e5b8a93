#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/status.hpp>

namespace mlxpatch::ops {

report::Status status(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
