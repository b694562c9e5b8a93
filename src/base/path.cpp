#include <mlxpatch/base/path.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch {

std::string_view directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view base_name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_at_or_below(std::string_view path, std::string_view above) {
  return above.empty() || (path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/'));
}

std::optional<std::string> nearest_directory(std::string_view path, const PathPredicate& found) {
  for (std::string directory(directory_of(path)); !directory.empty(); directory = directory_of(directory)) {
    if (found(directory)) return directory;
  }
  return std::nullopt;
}

}  // namespace mlxpatch
