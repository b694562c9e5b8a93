#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>

namespace mlxpatch::ops {

struct LogOptions {
  enum class Filter { all, touching } filter = Filter::all;
};

report::Log log(const Invocation& invocation, const LogOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
