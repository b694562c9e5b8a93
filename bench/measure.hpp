#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mlxpatch::bench {

/// What one run of a program cost, with all children that it waited for.
struct Cost {
  double cpu_seconds = 0;  ///< user and system
  double wall_seconds = 0;
  double peak_mebibytes = 0;  ///< the largest of its processes (ru_maxrss), not their sum
};

struct MeasuredRun {
  Cost cost;
  int exit_code = 0;  ///< or 128 + signal
};

/// Runs a program from start to end in a folder; what it prints goes to the file `log`. The kernel counts the caller's
/// own memory at the time of the start as the least a child can have, so the caller stays small. Throws Error where
/// the program can't be started.
MeasuredRun run_measured(const std::vector<std::string>& command, const std::filesystem::path& directory,
                         const std::filesystem::path& log);

/// Does memory-hungry work in a child of this process. Throws Error where it failed; it says why itself.
void run_in_child(const std::function<void()>& work);

/// The middle of the costs, each column for itself.
Cost median_of(const std::vector<Cost>& costs);

}  // namespace mlxpatch::bench
