#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch::workspace {

inline constexpr std::uintmax_t k_largest_toml_file = std::uintmax_t{16} << 20U;

/// How a line begins that git leaves in a file when it can't merge it.
inline constexpr std::string_view k_conflict_marker = "<<<<<<< ";

/// What a file is called in messages, and what was being done with it.
struct TomlContext {
  std::string file;   ///< as shown, e.g. "mlxpatch.toml"
  std::string doing;  ///< e.g. "reading the configuration"
};

/// Throws Error(usage) with line and column if the text is not TOML.
toml::table parse_toml(std::string_view text, const TomlContext& context);

/// An Error(usage) at a place in the file; without line and column if the parser gives none.
Error toml_error(const TomlContext& context, const toml::source_position& place, const std::string& what_is_wrong);

/// The name of a file for messages: relative to the current directory if it is below it, else as given.
std::string shown_name(const std::filesystem::path& file);

}  // namespace mlxpatch::workspace
