#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ops/options.hpp>

namespace mlxpatch::ops {

struct ImportOptions {
  std::vector<std::string> sources;                 ///< directories and files; with `repository`: one range BASE..TIP
  std::optional<std::filesystem::path> repository;  ///< whose commits to import
  PatchPaths paths;
  PatchLimits limits;
};

}  // namespace mlxpatch::ops
