#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::git {

/// The last value for `key` among GIT_CONFIG_KEY_<n> and GIT_CONFIG_VALUE_<n>, if there is one.
std::optional<std::string> config_from_environment(std::string_view key);

/// All of them, one "key=value" after the other, each with a NUL behind it.
std::string config_text_from_environment();

/// A value read straight from one configuration file, without opening the repository; std::nullopt if it is not set.
std::optional<std::string> config_file_value(const std::filesystem::path& file, const char* key);

}  // namespace mlxpatch::git
