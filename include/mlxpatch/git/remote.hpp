#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// Who talks to the remote: the git program (the user's credential helpers, ssh and proxy settings), libgit2, or
/// `automatic`: git where there is one, else libgit2; but a clone of what lies on this machine needs neither.
enum class Transport { automatic, git, libgit2 };

struct TransferProgress {
  std::string_view stage;  ///< "Counting objects", "Receiving objects", "Resolving deltas", ...
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
};

struct TransferOptions {
  Transport transport = Transport::automatic;
  std::chrono::seconds timeout{0};  ///< without any sign of life from the server; 0: a minute
  int depth = 0;                    ///< history depth; 0: whole. Only with git
  std::string filter;               ///< partial clone filter, e.g. "blob:none"; empty: none. Only with git
  std::function<void(const TransferProgress&)> on_progress;
};

/// The folder inside a clone's folder in which the clone is made; found only where a clone was killed, and taken away
/// by the next one.
inline constexpr std::string_view k_clone_leftover = ".mlxpatch-clone";

/// Refuses what is no https, http, ssh, git, file URL, scp-like address or local path: "ext::", leading '-', control
/// characters. Throws Error(usage).
void check_url(std::string_view url);

/// Clones `url` to `directory` (new, empty, or with what a killed clone left) with the remote under the name `remote`
/// (all branches and tags), without a checkout. HEAD stands on a branch of the name of the remote's default branch
/// ("main" where that is not known), which is unborn: there is no local branch. refs/remotes/<remote>/HEAD is the
/// remote's default branch. The clone is made under another name and appears whole or not at all; on failure or Ctrl-C
/// nothing is left at `directory`. Throws Error naming the URL and the cause in our words.
Repository clone(std::string_view url, const std::filesystem::path& directory, std::string_view remote,
                 const TransferOptions& options);

/// Fetches all branches (pruned) and tags (moved ones too) of a remote. Throws Error.
void fetch(const Repository& repository, std::string_view remote, const TransferOptions& options);

/// The remote's address as configured, or nothing where there is no such remote.
std::optional<std::string> remote_url(const Repository& repository, std::string_view remote);
std::vector<std::string> remote_names(const Repository& repository);
/// Creates the remote with its usual refspec, or changes the address of an existing one.
void set_remote(Repository& repository, std::string_view remote, std::string_view url);

}  // namespace mlxpatch::git
