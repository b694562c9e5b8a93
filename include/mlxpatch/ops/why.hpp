#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/status.hpp>

namespace mlxpatch::ops {

report::Why why(const Invocation& invocation, const std::string& patch, report::Reporter& reporter);

}  // namespace mlxpatch::ops
