#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::report {

struct Status {
  std::string directory;  ///< the checkout's, in the project
  std::string branch;
  std::optional<CommitLine> base;
  std::optional<CommitLine> tip;
  std::string upstream;  ///< "upstream/main"
  std::size_t behind = 0;
  std::optional<Command> operation;  ///< stopped at a conflict
  std::string operation_detail;
  std::string git_operation;  ///< a "rebase", "merge" and so on that the person started with git; empty: none
  std::vector<std::string> unmerged;
  std::vector<std::string> modified;
  std::optional<Replay> replay;
  Drift drift;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Check {
  Outcome outcome = Outcome::done;
  bool files_apply = false;
  std::string apply_problem;
  bool has_branch = false;  ///< without one there is no drift
  std::string upstream;     ///< "upstream/main"
  Replay replay;
  Drift drift;
  std::optional<CommitLine> base;
  std::optional<CommitLine> tip;
  std::size_t behind = 0;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Why {
  Patch patch;
  std::string onto;
  std::string upstream_diff;
  std::string patch_diff;
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
