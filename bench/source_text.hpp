#pragma once

#include <string>
#include <vector>

#include <support/random.hpp>

namespace mlxpatch::bench {

using tests::Random;

using Lines = std::vector<std::string>;

/// A made-up word of two or three syllables.
std::string make_word(Random& random);
/// One line of something like source code, with its newline. As in real code many lines are short and alike.
std::string make_line(Random& random);
Lines make_lines(Random& random, std::size_t count);

/// How many lines a source file has: log-normal as in real trees, median 150, a few of some thousands.
std::size_t make_line_count(Random& random);

}  // namespace mlxpatch::bench
