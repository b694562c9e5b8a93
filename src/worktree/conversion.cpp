#include <mlxpatch/worktree/conversion.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <git2/attr.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

namespace {

/// An attribute that has a value, rather than being set or unset.
std::optional<std::string> attribute(const git::Repository& repository, const std::string& path, const char* name) {
  const char* value = nullptr;
  git::check(git_attr_get(&value, repository.handle().get(), GIT_ATTR_CHECK_FILE_THEN_INDEX, path.c_str(), name),
             "reading the attributes of a file", escape_control(path));
  if (git_attr_value(value) != GIT_ATTR_VALUE_STRING) return std::nullopt;
  return value;
}

bool is_converted(const git::Repository& repository, const std::string& path) {
  if (const auto encoding = attribute(repository, path, "working-tree-encoding")) {
    if (to_lower(*encoding) != "utf-8") return true;
  }
  const auto filter = attribute(repository, path, "filter");
  return filter && (repository.config_string("filter." + *filter + ".clean") ||
                    repository.config_string("filter." + *filter + ".process"));
}

}  // namespace

std::vector<std::string> converted_by_git(const git::Repository& repository, const std::vector<std::string>& paths) {
  std::vector<std::string> converted;
  std::ranges::copy_if(paths, std::back_inserter(converted),
                       [&](const std::string& path) { return is_converted(repository, path); });
  return converted;
}

}  // namespace mlxpatch::worktree
