#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>

namespace mlxpatch::ops {

report::Undo undo(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
