#pragma once

#include <string_view>

namespace mlxpatch::patch {

/// How the line ends that every mail of `git format-patch` begins with, "From ID Mon Sep 17 00:00:00 2001": a fixed
/// date, by which tools know it (git's log-tree.c).
inline constexpr std::string_view k_format_patch_date = " Mon Sep 17 00:00:00 2001";

/// Whether it is that line, with an id of SHA-1 or SHA-256.
bool is_format_patch_line(std::string_view line);

}  // namespace mlxpatch::patch
