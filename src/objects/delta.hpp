#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::objects {

/// A git delta (gitformat-pack, "Deltified representation") that turns `base` into `target`. It is made for edits in
/// place: the common ends come off first, and only the part between them is searched.
std::string make_delta(std::string_view base, std::string_view target);

}  // namespace mlxpatch::objects
