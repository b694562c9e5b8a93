#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/merge/drafts/conflict_region.hpp>

namespace mlxpatch::merge {

/// Where a file has a region's conflict markers, with all that is between them, or other lines.
struct MarkerBlock {
  std::size_t begin = 0;  ///< bytes
  std::size_t end = 0;
  bool adds_cr = false;  ///< the file's lines end with \r\n where the texts' end with \n (core.autocrlf, eol=crlf)
};

/// For each region its block in the file, in whichever conflict style and under whatever labels; std::nullopt if the
/// file does not have it, line by line as it was marked up, or at more or fewer places than regions look like this.
std::vector<std::optional<MarkerBlock>> find_marker_blocks(std::string_view file, const ConflictedText& text);

/// The one place at which a file has these lines, which end with a newline; std::nullopt if there is none, or more.
std::optional<MarkerBlock> find_lines(std::string_view file, std::string_view lines);

/// The file with `text` in place of the block, with the line ends that the block has.
std::string replace_block(std::string_view file, const MarkerBlock& block, std::string_view text);

}  // namespace mlxpatch::merge
