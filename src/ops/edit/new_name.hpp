#pragma once

#include <string>
#include <string_view>

#include "edit/queue_edit.hpp"

namespace mlxpatch::ops {

/// The name for a patch file that a person typed, below the patch directory; without an extension it gets that of
/// `like`. Throws Error(usage), for `doing`, if no patch file can be called so, or if one of the queue is, in capitals
/// or not: a disk may take both for the same file.
std::string new_name(OpenQueue& queue, const std::string& typed, std::string_view like, std::string_view doing);

}  // namespace mlxpatch::ops
