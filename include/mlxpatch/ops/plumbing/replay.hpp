#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

namespace mlxpatch::ops {

struct ReplayOptions {
  std::filesystem::path repository;
  std::string onto;
  std::string range;
  std::string branch;  ///< moved if every patch is clean; empty: none
  Effect effect = Effect::real;
  queue::ReplayPolicy policy;
};

report::ReplayRun replay(const ReplayOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
