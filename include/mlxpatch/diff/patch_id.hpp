#pragma once

#include <string_view>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::diff {

/// The id that `git patch-id --stable` gives to a git diff: the same for the same change, wherever its lines are and
/// however they are spaced. Zero for an empty diff.
git::Oid patch_id(std::string_view diff);

}  // namespace mlxpatch::diff
