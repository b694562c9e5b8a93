#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Whether a path is that of an attributes file.
bool is_attributes_file(std::string_view path);

/// Converts line endings and `$Id$` as core.autocrlf, core.eol and the attributes say. Filter programs (LFS and others)
/// are not run. The attributes files of the worktree must not change between two calls, unless these are about
/// attributes files themselves.
class WorktreeFilter {
 public:
  explicit WorktreeFilter(const git::Repository& repository);

  /// The bytes of the file in the worktree for a blob with these bytes.
  std::string to_worktree(const std::string& path, std::string bytes, const git::Oid& blob);
  /// The bytes of the blob for a file with these bytes.
  std::string to_blob(const std::string& path, std::string bytes) const;

 private:
  /// The file names to which one attributes file may give "eol=crlf" or "ident".
  struct Rules {
    bool every_name = false;
    std::vector<std::string> suffixes;  ///< in lower case

    bool reaches(const std::string& lower_case_name) const;
  };

  static Rules read_rules(std::string_view attributes);
  void add_global_rules(const std::filesystem::path& file);
  const Rules& rules_of_directory(const std::string& directory);
  bool may_change_on_checkout(const std::string& path);

  const git::Repository& m_repository;
  bool m_every_path = false;
  Rules m_global;
  std::map<std::string, Rules> m_by_directory;  ///< by path with '/' at its end; the root's is ""
};

}  // namespace mlxpatch::worktree
