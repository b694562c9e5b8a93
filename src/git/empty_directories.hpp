#pragma once

#include <filesystem>

namespace mlxpatch::git {

/// Removes a directory below which there are only directories; does nothing to others.
void remove_empty_directories(const std::filesystem::path& directory);

/// Removes the directories above a file that are empty, up to one that is not and at most up to `top`, which stays.
void remove_empty_parents(const std::filesystem::path& file, const std::filesystem::path& top);

}  // namespace mlxpatch::git
