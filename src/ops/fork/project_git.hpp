#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlxpatch::ops {

/// The commands that show what became of a file of the project, and restore it: those that its own git can do. None if
/// the project is in no git repository, or git does not know the file. They work in any directory.
std::vector<std::string> steps_to_restore(const std::filesystem::path& file);

}  // namespace mlxpatch::ops
