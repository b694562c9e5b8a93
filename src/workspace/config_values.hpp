#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "toml_section.hpp"

// Values of mlxpatch.toml that must be more than text. Each reader throws Error(usage) at the key's value, and returns
// std::nullopt if the key is missing.
namespace mlxpatch::workspace {

/// A relative directory below the project's root, in its shortest form: no "..", not the root itself, not in .git.
std::optional<std::string> inner_directory(const TomlSection& section, std::string_view key);

/// A name that git accepts for a branch or a remote (the rules of git-check-ref-format).
std::optional<std::string> ref_name(const TomlSection& section, std::string_view key);

/// "Name <email>".
std::optional<std::string> author(const TomlSection& section, std::string_view key);

/// Whether the directory is `outer` or below it; both in their shortest form.
bool is_inside(std::string_view directory, std::string_view outer);

/// The checkout's directory if none is configured: the URL's last part without ".git", plus "-repo"; "" if it has none.
std::string default_checkout_dir(std::string_view url);

}  // namespace mlxpatch::workspace
