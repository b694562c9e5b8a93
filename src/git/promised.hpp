#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/remote.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The remotes with which a partial clone has left objects ("promisor" remotes), in the order in which git asks them.
/// None: the repository is whole.
std::vector<std::string> promisor_remotes(const Repository& repository);

/// Fetches objects from the first of these remotes that gives them, through one call of the git program. Throws Error.
void fetch_promised(const Repository& repository, const std::vector<std::string>& remotes,
                    const std::vector<Oid>& objects, const TransferOptions& options);

}  // namespace mlxpatch::git
