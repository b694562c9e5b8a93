#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// Everything that a command may change, by name: HEAD, refs, configuration, index, stopped operations, and every file
/// in the checkout and in the project, outside of their .git directories, with its kind, permissions and bytes.
using Snapshot = std::map<std::string, std::string>;

/// The snapshot without the entries whose names start with one of these.
Snapshot without(Snapshot snapshot, const std::vector<std::string>& beginnings);

/// One line for each entry that was added, removed or changed; "" if the two are equal.
std::string differences(const Snapshot& before, const Snapshot& after);

/// Adds a directory as it is: whether it exists, and every entry in it but `left_out`.
void add_directory(Snapshot& snapshot, const std::string& label, const std::filesystem::path& directory,
                   const std::vector<std::filesystem::path>& left_out);
/// Adds what git keeps of a repository: refs, index, HEAD, configuration and stopped operations.
void add_repository(Snapshot& snapshot, const std::string& label, const GitRepo& repository);

}  // namespace mlxpatch::tests
