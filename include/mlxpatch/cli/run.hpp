#pragma once

namespace mlxpatch::cli {

/// Parses the command line, runs the one command it names, and returns the process's exit code
/// (0 done, 1 failed, 2 usage or config, 3 stopped at a conflict, 4 check failed, 130 interrupted). Never throws.
int run(int argc, char** argv);

}  // namespace mlxpatch::cli
