#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "toml_document.hpp"

// Values of mlxpatch.toml that must be more than text. Each throws Error(usage) at the key's value, and returns nothing
// where the key is missing.
namespace mlxpatch::workspace {

/// A relative folder below the project's root, in its shortest form: no "..", not the root itself, not in .git.
std::optional<std::string> inner_folder(const TomlSection& section, std::string_view key);

/// A name which git takes for a branch or a remote (the rules of git-check-ref-format).
std::optional<std::string> ref_name(const TomlSection& section, std::string_view key);

/// "Name <email>".
std::optional<std::string> author(const TomlSection& section, std::string_view key);

/// Whether the folder is `outer` or below it; both in their shortest form.
bool lies_in(std::string_view folder, std::string_view outer);

}  // namespace mlxpatch::workspace
