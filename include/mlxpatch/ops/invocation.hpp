#pragma once

#include <filesystem>
#include <optional>

namespace mlxpatch::ops {

/// Where a command was called.
struct Invocation {
  std::filesystem::path directory;              ///< absolute; -C or the current folder
  std::optional<std::filesystem::path> config;  ///< --config
};

}  // namespace mlxpatch::ops
