#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/git/transfer_options.hpp>

namespace mlxpatch::git {

/// clone() and fetch() through libgit2. A clone goes to a directory that does not exist; what it leaves there
/// after a failure is the caller's to remove.
void clone_with_library(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                        const TransferOptions& options);
void fetch_with_library(const Repository& repository, const std::string& remote, const std::string& url,
                        const TransferOptions& options);

}  // namespace mlxpatch::git
