#include "shallow.hpp"

#include <string_view>
#include <unordered_set>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {

std::unordered_set<git::Oid, git::OidHash> shallow_commits(const git::Repository& repository) {
  std::unordered_set<git::Oid, git::OidHash> commits;
  const auto list = read_file_if_exists(repository.common_directory() / "shallow");
  if (!list) return commits;
  for (const std::string_view line : split_lines(*list)) {
    if (const auto commit = git::Oid::from_hex(trim(line))) commits.insert(*commit);
  }
  return commits;
}

}  // namespace mlxpatch::objects
