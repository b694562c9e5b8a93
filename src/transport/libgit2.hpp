#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "tracking_refs.hpp"

namespace mlxpatch::transport {

/// clone() and fetch() with libgit2. A clone goes to a directory that does not exist; after a failure the caller
/// removes what is there. A fetch goes into the fetch repository, which must be there, and returns the remote's refs.
void clone_with_library(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                        const TransferOptions& options);
RemoteRefs fetch_with_library(const git::Repository& repository, const std::string& remote, const std::string& url,
                              const TransferOptions& options);

}  // namespace mlxpatch::transport
