#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::queue {

/// The commits that a message says it was picked from, by the lines of `git cherry-pick -x`; a pick of a pick names
/// several.
std::vector<git::Oid> origins_in(std::string_view message);

/// The message with such a line at its end, where `git cherry-pick -x` puts it. A Patch-Name trailer must be added
/// after it.
std::string add_origin_line(std::string_view message, const git::Oid& commit);

}  // namespace mlxpatch::queue
