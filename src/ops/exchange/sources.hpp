#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/queue/files/patch_directory.hpp>

namespace mlxpatch::ops {

/// Throws Error, with names that are near, if there is nothing at a path from which patches are to be read.
void require_source(const std::filesystem::path& source, std::string_view doing);

/// What of a directory is not read because its list does not name it: one note, or none.
std::vector<std::string> unlisted_notes(const std::filesystem::path& directory, const queue::PatchDirectory& read);

}  // namespace mlxpatch::ops
