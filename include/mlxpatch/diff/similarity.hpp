#pragma once

#include <string_view>

namespace mlxpatch::diff {

/// Git's similarity of two blobs, as its rename detection estimates it: from 0 to k_highest_similarity, if they are
/// equal.
int similarity_score(std::string_view a, std::string_view b);

constexpr int k_highest_similarity = 60'000;

}  // namespace mlxpatch::diff
