#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ops {

report::Update continue_update(const Invocation& invocation, report::Reporter& reporter);

report::Update skip_patch(const Invocation& invocation, report::Reporter& reporter);

report::Abort abort_update(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
