#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/status.hpp>

namespace mlxpatch::ops {

struct CheckOptions {
  Network network = Network::use;
  std::string to;
  queue::ReplayPolicy policy;
};

report::Check check(const Invocation& invocation, const CheckOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
