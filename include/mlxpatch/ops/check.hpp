#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/status.hpp>

namespace mlxpatch::ops {

struct CheckOptions {
  Network network = Network::use;
  std::string to;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
};

report::Check check(const Place& place, const CheckOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
