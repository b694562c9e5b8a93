#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// The directory, inside a clone's directory, in which the clone is made. It remains only if a clone is killed; the
/// next one removes it.
inline constexpr std::string_view k_clone_leftover = ".mlxpatch-clone";

/// Clones `url` to `directory` (new, empty, or with what a killed clone left), with the remote under the name `remote`
/// (all branches and tags), without a checkout. There is no local branch: HEAD is on an unborn one with the name of the
/// remote's default branch ("main" if that is unknown). refs/remotes/<remote>/HEAD is the remote's default branch. The
/// clone is made under another name and appears whole or not at all; after a failure or Ctrl-C nothing is left at
/// `directory`. Throws Error with the URL and the cause in our words; so it does where the remote has no branch at all,
/// which is also what git makes of some web pages.
git::Repository clone(std::string_view url, const std::filesystem::path& directory, std::string_view remote,
                      const TransferOptions& options);

/// Fetches all branches and tags (also moved ones) of a remote. Returns the names of its branches, sorted. There are
/// none, and no ref is moved, if it has no branch at all any more: it was emptied, or something else answers in its
/// place, as a network's page to sign in does. Branches here that it does not have stay, as with git: a person may have
/// put them there. They go where fetch.prune or the remote's own says so, and where one is in a new one's way. Throws
/// Error.
std::vector<std::string> fetch(const git::Repository& repository, std::string_view remote,
                               const TransferOptions& options);

}  // namespace mlxpatch::transport
