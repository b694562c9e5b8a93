#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ops {

struct PickOptions {
  std::vector<std::string> revisions;
  Network network = Network::use;
};

report::Update pick(const Invocation& invocation, const PickOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
