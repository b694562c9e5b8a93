#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::workspace {

/// What the pyproject.toml of the user's own project says of a package that the fork's checkout is to provide.
/// `uv sync` makes the venv as that file says, and so would replace or remove what `mlxpatch install` put into it.
struct UvProject {
  enum class Source {
    missing,   ///< [tool.uv.sources] says nothing of the package
    checkout,  ///< it names the checkout, editable
    other,     ///< it names something else
  } source = Source::missing;
  bool is_dependency = false;  ///< whether the project depends on the package: a source counts only then
  std::string entry;           ///< the line of [tool.uv.sources] that names the checkout
};

/// std::nullopt if nothing suggests that uv makes the venv: the project has no pyproject.toml, or one without a
/// [tool.uv] section, without a uv.lock beside it, and that does not depend on the package. Throws Error(usage) if
/// pyproject.toml can't be read.
std::optional<UvProject> read_uv_project(const std::filesystem::path& root, std::string_view package,
                                         std::string_view checkout_dir);

/// Adds the entry to pyproject.toml, below [tool.uv.sources], and keeps the rest of the file. Throws Error, and changes
/// nothing, if the file is written in a way that leaves no place for it.
void add_uv_source(const std::filesystem::path& root, std::string_view package, std::string_view checkout_dir);

}  // namespace mlxpatch::workspace
