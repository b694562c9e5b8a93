#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/workspace/config.hpp>

namespace mlxpatch::ops {

/// The file that an interpreter loads for `import <module>`, for a package its __init__.py.
struct PythonImport {
  std::string module;
  std::filesystem::path file;
  bool is_from_checkout = false;
  bool is_projects_own = false;  ///< a module of that name in the project's directory
};

/// Whether Python looks in the project's directory first, as it does for `python -m` that is run there.
enum class ProjectDirectory { first, not_searched };

/// The top-level modules of the checkout's Python package, by its own files and by what the venv says of it; none if it
/// is no package, or if they can't be known.
std::vector<std::string> modules_of_checkout(const workspace::Config& config);

/// Asks an interpreter ("python", or a path), in the venv's environment and in the project's directory, from where it
/// would import these modules. It does not import them. What it does not find is left out; if it can't be asked, all.
std::vector<PythonImport> ask_python(const workspace::Config& config, const std::string& interpreter,
                                     const std::vector<std::string>& modules, ProjectDirectory project_directory);

/// A file as it is shown: relative to the project if it is below it.
std::string shown_file(const workspace::Config& config, const std::filesystem::path& file);

}  // namespace mlxpatch::ops
