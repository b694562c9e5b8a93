#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>

namespace mlxpatch::report {

/// Plumbing: `am`.
struct Am {
  Outcome outcome = Outcome::done;
  std::string branch;
  std::string tip;
  std::string tree;
  std::vector<Patch> patches;
  std::vector<LeftOutPatch> refused;  ///< with --keep-going
  std::vector<NextStep> next;
  std::vector<std::string> notes{};
};

/// Plumbing: `format-patch`.
struct FormatPatch {
  std::vector<std::string> written;
};

/// Plumbing: `replay`.
struct ReplayRun {
  Outcome outcome = Outcome::done;
  Replay replay;
  std::optional<std::string> moved_branch;
};

/// Plumbing: `culprit`.
struct CulpritRun {
  std::string base;
  std::string onto;
  std::vector<Patch> patches;  ///< those that conflict
};

}  // namespace mlxpatch::report
