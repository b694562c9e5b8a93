#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::workspace {

/// The Python package in a checkout, as the checkout's own files describe it.
struct PythonPackage {
  std::string name;                  ///< the distribution's; empty if it is not known (setup.py may compute it)
  std::vector<std::string> modules;  ///< what is imported: top-level modules that the checkout has; may be incomplete
};

/// std::nullopt if pip can't install the checkout: it has neither setup.py nor a pyproject.toml that describes a
/// package (one with tool settings alone does not), or can't be read.
std::optional<PythonPackage> find_python_package(const std::filesystem::path& checkout);

/// Whether the checkout has the source of a top-level module, at its root or in a directory such as src/.
bool has_module(const std::filesystem::path& checkout, std::string_view module);

/// The form in which names of packages are compared (PEP 503).
std::string normalized_package_name(std::string_view name);

}  // namespace mlxpatch::workspace
