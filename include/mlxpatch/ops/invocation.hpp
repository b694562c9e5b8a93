#pragma once

#include <filesystem>
#include <optional>

namespace mlxpatch::ops {

/// Where a command was run.
struct Invocation {
  std::filesystem::path directory;              ///< absolute; -C or the current directory
  std::optional<std::filesystem::path> config;  ///< --config
};

}  // namespace mlxpatch::ops
