#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::tests {

/// How a run of the program ended, and the most memory that it had.
struct BoundedRun {
  int exit = 0;  ///< or 128 + the signal; 137 if it had to be ended
  std::string out;
  std::string err;
  long peak_mib = 0;
};

/// Runs the program in `directory`; kills it if it has not ended after a minute, which nothing hostile may need.
BoundedRun run_bounded(const std::vector<std::string>& words, const std::filesystem::path& directory);

/// The first character of a program's output that a terminal would obey: a control character but for the line end, DEL,
/// C1, or a mark that turns the direction of a text; "" if there is none.
std::string first_raw_control(std::string_view text);

}  // namespace mlxpatch::tests
