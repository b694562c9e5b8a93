#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/base/error.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The command that moves the checkout away, to a free name with this at its end, and makes it anew; it works where the
/// person is.
std::string remake_command(const Project& project, std::string_view suffix = "-damaged");

/// Throws Error if something is at the checkout's path that is no clone: nothing of mlxpatch's touches it. An empty
/// directory, and what a clone that broke off left, is nothing.
void refuse_foreign_content(const Project& project);

/// Adds to an error about damage to the checkout how to list it, and how to make the checkout anew. An error of git's
/// library that comes with no next step mostly means damage, too: adds how to find out. Any other error, and one that
/// has this already, is returned as it is.
Error with_cure(Error error, const Project& project);

}  // namespace mlxpatch::ops
