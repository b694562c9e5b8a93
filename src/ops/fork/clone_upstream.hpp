#pragma once

#include <string>

#include <mlxpatch/report/event.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Clones the upstream into the project's checkout, without checking out. Throws Error if the place holds something
/// else, or if git has no identity for commits there: that is asked before anything is transferred.
void clone_upstream(const Project& project, const std::string& url, report::Reporter& reporter);

}  // namespace mlxpatch::ops
