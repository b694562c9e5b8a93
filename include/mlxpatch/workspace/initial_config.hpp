#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::workspace {

/// The mlxpatch.toml that `init` writes: every key that a first user needs, with a comment; values quoted for TOML. An
/// empty `checkout_dir` gives the default.
std::string initial_config(std::string_view url, std::string_view branch, std::string_view checkout_dir,
                           std::string_view checkout_remote = "upstream",
                           std::string_view checkout_branch = "local-patches");

}  // namespace mlxpatch::workspace
