#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>

namespace mlxpatch::ops {

struct ImportOptions {
  std::vector<std::string> sources;  ///< folders and files, from the place; with `repository`: one range BASE..TIP
  std::optional<std::filesystem::path> repository;  ///< whose commits to take
  PatchLimits limits;
};

/// Takes patches from elsewhere to the queue's end, all or none: as commits on the branch and as files; as files alone
/// where there is no checkout yet.
report::Import import_patches(const Place& place, const ImportOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
