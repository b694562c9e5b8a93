#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

namespace mlxpatch::transport {

/// clone() and fetch() through the git program. A clone goes to a directory that does not exist; what it leaves there
/// after a failure is the caller's to remove.
void clone_with_git(const std::string& url, const std::filesystem::path& directory, const std::string& remote,
                    const TransferOptions& options);
void fetch_with_git(const git::Repository& repository, const std::string& remote, const std::string& url,
                    const TransferOptions& options);
/// Fetches objects by their ids, and of what they refer to no file content, into a partial clone. Of the options only
/// the timeout and the progress count.
void fetch_objects_with_git(const git::Repository& repository, const std::string& remote,
                            const std::vector<git::Oid>& objects, const TransferOptions& options);

}  // namespace mlxpatch::transport
