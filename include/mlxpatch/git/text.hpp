#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::git {

/// Whether git treats the bytes as binary: a NUL in the first 8000.
bool is_binary(std::string_view bytes);

/// The hunks ("@@ -1,3 +1,4 @@ section\n context...") of a myers diff with that many lines of context, with git's
/// indent heuristic and "\ No newline at end of file" marks; empty where both are equal. Depends on nothing but its
/// arguments: no configuration, no attributes.
std::string unified_hunks(std::string_view before, std::string_view after, std::size_t context = 3);

/// Git's similarity of two blobs, as its rename detection estimates it: 0 to k_highest_similarity, for equal ones.
int similarity_score(std::string_view a, std::string_view b);

constexpr int k_highest_similarity = 60'000;

/// The same in percent (0 to 100).
int similarity(std::string_view a, std::string_view b);

}  // namespace mlxpatch::git
