#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

report::Verify verify(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
