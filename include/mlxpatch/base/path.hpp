#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Paths in a tree: from the root, parts joined by '/'.
namespace mlxpatch {

using PathPredicate = std::function<bool(const std::string& path)>;
/// A list of paths that is made only when it is needed.
using PathList = std::function<std::vector<std::string>()>;

/// The directory of a path; "" at the root.
std::string_view directory_of(std::string_view path);
/// The path's last part.
std::string_view base_name_of(std::string_view path);
/// Whether a path is another one, or below it; everything is below "", the root.
bool is_at_or_below(std::string_view path, std::string_view above);
/// The nearest directory above a path for which `found` is true, the root not asked; std::nullopt if there is none.
std::optional<std::string> nearest_directory(std::string_view path, const PathPredicate& found);

/// Calls `visit` with each directory above the path, the outermost first.
template <typename Visit>
void for_each_directory_of(const std::string& path, Visit visit) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    visit(path.substr(0, slash));
  }
}

}  // namespace mlxpatch
