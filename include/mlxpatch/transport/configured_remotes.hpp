#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Throws Error(usage) if git does not allow a remote of this name.
void check_remote_name(const std::string& name);
/// The remote's address as configured; std::nullopt if there is no such remote.
std::optional<std::string> remote_url(const git::Repository& repository, std::string_view remote);
std::vector<std::string> remote_names(const git::Repository& repository);
/// Creates the remote with its usual refspec, or changes the address of an existing one.
void set_remote(git::Repository& repository, std::string_view remote, std::string_view url);

}  // namespace mlxpatch::transport
