#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "tracking_refs.hpp"

namespace mlxpatch::transport {

/// clone() and fetch() with the git program. A clone goes to a directory that does not exist; after a failure the
/// caller removes what is there. A fetch goes into the fetch repository, which must be there, and returns the
/// remote's refs.
void clone_with_git(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                    const TransferOptions& options);
RemoteRefs fetch_with_git(const git::Repository& repository, const std::string& remote, const std::string& url,
                          const TransferOptions& options);
/// Fetches objects by their ids into a partial clone, without the file contents that they refer to. Only the options'
/// timeout and progress are used.
void fetch_objects_with_git(const git::Repository& repository, const std::string& remote,
                            const std::vector<git::Oid>& objects, const TransferOptions& options);

}  // namespace mlxpatch::transport
