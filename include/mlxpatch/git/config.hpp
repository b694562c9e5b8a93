#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <git2.h>

#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::git {

/// The repository's configuration as git would read it in this environment: GIT_CONFIG_NOSYSTEM and GIT_CONFIG_GLOBAL
/// count.
OwnedConfig open_config(git_repository* repository);

/// The last value for `key` among GIT_CONFIG_KEY_<n> and GIT_CONFIG_VALUE_<n>, if there is one.
std::optional<std::string> config_from_environment(std::string_view key);

/// A value read straight from one configuration file, without opening the repository; nothing where it is not set.
std::optional<std::string> config_file_value(const std::filesystem::path& file, const char* key);

/// An environment variable's value, if it is set.
std::optional<std::string> environment(const char* name);

}  // namespace mlxpatch::git
