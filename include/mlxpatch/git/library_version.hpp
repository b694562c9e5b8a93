#pragma once

#include <string>

namespace mlxpatch::git {

/// The version of libgit2 that this process runs with: "1.5.1".
std::string library_version();

}  // namespace mlxpatch::git
