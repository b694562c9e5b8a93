#pragma once

#include <string_view>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Why the lines at the cursor are a change that cannot be applied: a diff in another format than the unified one, one
/// whose content is missing, or a hunk without a file. "" if they are none of these.
std::string_view unusable_diff(const Cursor& cursor);

/// Whether such a change may start with this line, whatever stands below it.
bool may_start_unusable(std::string_view line);

}  // namespace mlxpatch::patch
