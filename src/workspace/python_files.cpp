#include "python_files.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

}  // namespace

std::string read_if_possible(const fs::path& file) {
  std::error_code problem;
  if (!fs::is_regular_file(file, problem)) return "";
  try {
    return read_file_if_exists(file).value_or("");
  } catch (const Error&) {
    return "";
  }
}

std::vector<fs::path> entries_named(const fs::path& directory, std::string_view begin, std::string_view end) {
  std::vector<fs::path> found;
  std::error_code problem;
  for (fs::directory_iterator entry(directory, problem), last; !problem && entry != last; entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(begin) && name.ends_with(end)) found.push_back(entry->path());
  }
  std::ranges::sort(found);
  return found;
}

std::string metadata_field(std::string_view metadata, std::string_view field) {
  for (const std::string_view line : split_lines(metadata)) {
    if (trim(line).empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && line.substr(0, colon) == field) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return "";
}

bool is_same_or_below(const fs::path& path, const fs::path& directory) {
  std::error_code problem;
  const fs::path real_path = fs::weakly_canonical(path, problem);
  if (problem) return false;
  const fs::path real_directory = fs::weakly_canonical(directory, problem);
  if (problem) return false;
  const auto [rest, unused] =
      std::mismatch(real_directory.begin(), real_directory.end(), real_path.begin(), real_path.end());
  return rest == real_directory.end();
}

}  // namespace mlxpatch::workspace
