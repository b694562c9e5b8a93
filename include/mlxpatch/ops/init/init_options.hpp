#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace mlxpatch::ops {

struct InitOptions {
  std::string url;
  std::string branch;                          ///< empty: the remote's default, or "main" if that is unknown
  std::string checkout_dir;                    ///< empty: from the URL
  std::optional<std::filesystem::path> adopt;  ///< the existing clone of a fork
};

}  // namespace mlxpatch::ops
