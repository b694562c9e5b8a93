#pragma once

#include <string>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The whole git configuration, one "key=value" after the other, each with a NUL behind it: to see whether it has
/// changed. Throws Error.
std::string config_text(const Repository& repository);

}  // namespace mlxpatch::git
