#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// Line endings and `$Id$` as core.autocrlf, core.eol and attributes say. Filter programs (LFS and others) are not run.
/// Writes beside the repository's attributes are noticed.
class WorktreeFilter {
 public:
  explicit WorktreeFilter(const Repository& repository) : m_repository(repository) {}

  /// What the file of a blob with these bytes holds.
  std::string to_worktree(const std::string& path, std::string bytes, const Oid& blob) const;
  /// What the blob of a file with these bytes holds.
  std::string to_blob(const std::string& path, std::string bytes) const;

 private:
  const Repository& m_repository;
};

}  // namespace mlxpatch::git
