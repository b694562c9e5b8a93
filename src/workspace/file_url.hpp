#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace mlxpatch::workspace {

/// The path of a "file:" URL (empty host or localhost), with its %XX decoded; std::nullopt for another URL.
std::optional<std::filesystem::path> path_of_file_url(std::string_view url);

}  // namespace mlxpatch::workspace
