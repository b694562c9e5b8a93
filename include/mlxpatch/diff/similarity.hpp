#pragma once

#include <string_view>

namespace mlxpatch::diff {

/// Git's similarity of two blobs, as its rename detection estimates it: 0 to k_highest_similarity, for equal ones.
int similarity_score(std::string_view a, std::string_view b);

constexpr int k_highest_similarity = 60'000;

/// The same in percent (0 to 100).
int similarity(std::string_view a, std::string_view b);

}  // namespace mlxpatch::diff
