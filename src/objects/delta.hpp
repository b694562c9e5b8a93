#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::objects {

/// A git delta (gitformat-pack, "Deltified representation") that makes `target` of `base`. Made for edits in place:
/// common ends are taken off first, and only what lies between is searched.
std::string make_delta(std::string_view base, std::string_view target);

}  // namespace mlxpatch::objects
