#pragma once

#include <optional>
#include <string>

namespace mlxpatch::git {

/// An environment variable's value, if it is set.
std::optional<std::string> environment(const char* name);

}  // namespace mlxpatch::git
