#pragma once

#include <filesystem>
#include <optional>

namespace mlxpatch::ops {

/// Where a command was run.
struct Invocation {
  std::filesystem::path directory;              ///< absolute; -C or the current directory
  std::optional<std::filesystem::path> config;  ///< --config
  std::filesystem::path here{};  ///< the current directory, in which printed commands must work; empty: `directory`
};

}  // namespace mlxpatch::ops
