#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

struct InitOptions {
  std::string url;
  std::string branch;                          ///< empty: the remote's default, "main" where it can't be asked
  std::string checkout_dir;                    ///< empty: from the URL
  std::optional<std::filesystem::path> adopt;  ///< a fork's clone that exists already
};

report::Init init(const Place& place, const InitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
