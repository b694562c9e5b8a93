#include <mlxpatch/git/environment.hpp>

#include <cstdlib>
#include <optional>
#include <string>

namespace mlxpatch::git {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value) return std::nullopt;
  return std::string(value);
}

}  // namespace mlxpatch::git
