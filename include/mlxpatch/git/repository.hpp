#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::git {

/// What git is in the middle of, by its own state files.
enum class RepositoryState { none, merge, revert, cherry_pick, bisect, rebase, apply_mailbox };

struct RepositoryHandle;

/// An open repository. It only owns the handle; what can be done with a repository are free functions and classes of
/// this room and of those above it.
class Repository {
 public:
  /// Opens the repository whose worktree or git directory is exactly `path`. Throws Error, which says of what kind the
  /// repository is if libgit2 can't open it (sha256, reftable, owned by another user).
  static Repository open(const std::filesystem::path& path);
  /// Opens the repository that `path` is in (walking up); std::nullopt if there is none.
  static std::optional<Repository> discover(const std::filesystem::path& path);
  /// Whether a path is in a repository, of whatever kind and owner.
  static bool is_above(const std::filesystem::path& path);
  /// Creates an empty repository with its worktree at `path`. HEAD is on the given branch, which is unborn.
  static Repository create(const std::filesystem::path& path, std::string_view initial_branch);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const std::filesystem::path& git_directory() const;     ///< of this worktree
  const std::filesystem::path& common_directory() const;  ///< of all its worktrees: refs and objects
  const std::filesystem::path& work_directory() const;    ///< empty for a bare repository
  bool is_bare() const { return work_directory().empty(); }
  RepositoryState state() const;

  /// A value of the git configuration (repository, user, system), if set.
  std::optional<std::string> config_string(std::string_view key) const;
  std::optional<bool> config_bool(std::string_view key) const;
  /// Writes into the repository's own configuration.
  void set_config(std::string_view key, std::string_view value);

  /// The libgit2 object, for sources that call libgit2 themselves (handle.hpp).
  RepositoryHandle& handle() const { return *m_handle; }

 private:
  explicit Repository(std::unique_ptr<RepositoryHandle> handle);
  std::unique_ptr<RepositoryHandle> m_handle;
};

}  // namespace mlxpatch::git
