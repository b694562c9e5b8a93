#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace mlxpatch::ops {

struct InitOptions {
  std::string url;
  std::string branch;                          ///< empty: the remote's default, "main" where it can't be asked
  std::string checkout_dir;                    ///< empty: from the URL
  std::optional<std::filesystem::path> adopt;  ///< a fork's clone that exists already
};

}  // namespace mlxpatch::ops
