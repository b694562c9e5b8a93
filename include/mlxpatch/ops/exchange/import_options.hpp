#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ops/options.hpp>

namespace mlxpatch::ops {

struct ImportOptions {
  std::vector<std::string> sources;  ///< folders and files, from the place; with `repository`: one range BASE..TIP
  std::optional<std::filesystem::path> repository;  ///< whose commits to take
  PatchLimits limits;
};

}  // namespace mlxpatch::ops
