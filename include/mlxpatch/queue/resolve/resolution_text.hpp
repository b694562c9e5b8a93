#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/queue/resolve/resolution.hpp>

// A resolution as a text file:
//
//     mlxpatch resolution 1
//     Patch: 0003-server-keep-alive.patch
//     Culprit: 1f2e... server: rename the flag
//     Date: 2026-11-29T10:20:30+01:00
//     Author: A U Thor <author@example.com>
//     Path: server.py
//     Also: docs/flags.md
//
//     = before
//     |def main():
//     = base
//     = ours
//     = theirs
//     = after
//     = result
//     = end
//
// "Also" comes once for each file, or not at all; the other headers are all there. A line of a text begins with "|", a
// last one that has no newline with "~". A backslash is "\\", a carriage return "\r"; control characters, blanks at the
// end of a line, and the bytes of a line that is not UTF-8 are "\x1b". So the file survives what editors, hooks and
// git's conversion of line ends do to text.
namespace mlxpatch::queue {

/// Larger files are neither written nor read.
inline constexpr std::size_t k_largest_resolution = std::size_t{256} << 10U;

std::string write_resolution(const Resolution& resolution);

/// Reads what write_resolution() writes, with line ends of either kind. Throws Error, with the number of the line, if
/// it is anything else: the file may come from a stranger, or hold the markers of a merge.
Resolution read_resolution(std::string_view text);

}  // namespace mlxpatch::queue
