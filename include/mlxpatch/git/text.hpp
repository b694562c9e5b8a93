#pragma once

#include <cstddef>
#include <optional>
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

/// zlib streams, as git's objects and binary patches hold them; levels are 0 to 9. inflate gives nothing where the
/// stream is broken or its size is not exactly `size`.
std::string deflate(std::string_view bytes, int level = 6);

std::optional<std::string> inflate(std::string_view stream, std::size_t size);

/// Applies a git delta (pack format, section "Deltified representation" of gitformat-pack); nothing where it is broken
/// or made for other bytes, or its result is larger than 1 GiB.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta);

}  // namespace mlxpatch::git
