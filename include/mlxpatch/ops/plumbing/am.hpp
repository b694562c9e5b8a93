#pragma once

#include <filesystem>
#include <vector>

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

namespace mlxpatch::ops {

/// Plumbing: works in any git repository, without a configuration.
struct AmOptions {
  std::filesystem::path repository;
  std::vector<std::filesystem::path> files;
  int fuzz = 0;
  PatchPaths paths;
  PatchLimits limits;
  enum class OnRefused { stop, keep_going } on_refused = OnRefused::stop;
  enum class AtConflict { refuse, stop } at_conflict = AtConflict::refuse;
};

report::Am am(const AmOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
