#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::workspace {

/// A file that can't be read counts as empty: the question is only what an installer or a project wrote down.
std::string read_if_possible(const std::filesystem::path& file);

/// The entries of a directory whose names begin and end so, sorted; none if it can't be read.
std::vector<std::filesystem::path> entries_named(const std::filesystem::path& directory, std::string_view begin,
                                                 std::string_view end);

/// The value of a field such as "Name" in a METADATA or PKG-INFO file, which begins like a mail; "" if it has none.
std::string metadata_field(std::string_view metadata, std::string_view field);

/// Whether a path is a directory or below it, symbolic links resolved.
bool is_same_or_below(const std::filesystem::path& path, const std::filesystem::path& directory);

}  // namespace mlxpatch::workspace
