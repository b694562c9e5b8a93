#pragma once

#include <deque>
#include <string>
#include <vector>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// What a mail program does with the blank in front of a line break that it put in ("DelSp" of RFC 3676).
enum class FlowedBlanks { keep, remove };

/// Undoes what a mail program did to a text of format=flowed (RFC 3676): takes the blank off that it put in front of
/// lines and joins the lines that it broke. New texts go into `storage`.
std::vector<Line> unflowed(const std::vector<Line>& lines, FlowedBlanks blanks, std::deque<std::string>& storage);

}  // namespace mlxpatch::patch
