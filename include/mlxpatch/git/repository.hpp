#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::git {

/// What the repository is in the middle of, by git's own state files.
enum class RepositoryState { none, merge, revert, cherry_pick, bisect, rebase, apply_mailbox };

/// An open repository. Only an owner of the handle: what can be done with it stands as free functions in refs.hpp,
/// history.hpp, worktree.hpp, remote.hpp and object_store.hpp.
class Repository {
 public:
  /// Opens the repository whose worktree or git folder is exactly `path`. Throws Error, saying which kind it is where
  /// libgit2 can't open it (sha256, reftable, owned by another user).
  static Repository open(const std::filesystem::path& path);
  /// Opens the repository that `path` lies in (walking up), or nothing where there is none.
  static std::optional<Repository> discover(const std::filesystem::path& path);
  /// Creates an empty repository with a worktree at `path` and the given name as unborn HEAD's branch.
  static Repository create(const std::filesystem::path& path, std::string_view initial_branch);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const std::filesystem::path& git_directory() const;     ///< of this worktree
  const std::filesystem::path& common_directory() const;  ///< where refs and objects live
  const std::filesystem::path& work_directory() const;    ///< empty for a bare repository
  bool is_bare() const { return work_directory().empty(); }
  RepositoryState state() const;

  /// A value of the git configuration (repository, user, system), if set.
  std::optional<std::string> config_string(std::string_view key) const;
  std::optional<bool> config_bool(std::string_view key) const;
  /// Writes into the repository's own configuration.
  void set_config(std::string_view key, std::string_view value);

  /// The libgit2 object, for bodies in src/git only (handle.hpp).
  struct Handle;
  Handle& handle() const { return *m_handle; }

 private:
  explicit Repository(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> m_handle;
};

}  // namespace mlxpatch::git
