#pragma once

#include <string>

#include <mlxpatch/base/error.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The command that moves the checkout away and makes it anew; it works where the person is.
std::string remake_command(const Project& project);

/// An error of git's library that comes with no next step mostly means that the clone is damaged: adds how to find out,
/// and what to do about it. Any other error is returned as it is.
Error with_cure(Error error, const Project& project);

}  // namespace mlxpatch::ops
