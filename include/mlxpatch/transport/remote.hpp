#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// The folder inside a clone's folder in which the clone is made; found only where a clone was killed, and taken away
/// by the next one.
inline constexpr std::string_view k_clone_leftover = ".mlxpatch-clone";

/// Clones `url` to `directory` (new, empty, or with what a killed clone left) with the remote under the name `remote`
/// (all branches and tags), without a checkout. HEAD stands on a branch of the name of the remote's default branch
/// ("main" where that is not known), which is unborn: there is no local branch. refs/remotes/<remote>/HEAD is the
/// remote's default branch. The clone is made under another name and appears whole or not at all; on failure or Ctrl-C
/// nothing is left at `directory`. Throws Error naming the URL and the cause in our words.
git::Repository clone(std::string_view url, const std::filesystem::path& directory, std::string_view remote,
                      const TransferOptions& options);

/// Fetches all branches (pruned) and tags (moved ones too) of a remote. Throws Error.
void fetch(const git::Repository& repository, std::string_view remote, const TransferOptions& options);

}  // namespace mlxpatch::transport
