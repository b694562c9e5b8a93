#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::workspace {

/// A Python package as a venv's `*.dist-info` folder tells of it.
struct InstalledPackage {
  std::string name;
  std::string version;
  bool editable = false;  ///< direct_url.json says so (PEP 610)
  std::optional<std::filesystem::path>
      location;  ///< the local folder that it was installed from; none: an index, a URL
};

/// Every package of the venv's site-packages, sorted by name; none where there is no such folder. A dist-info that
/// can't be read counts as one without a location. Throws nothing but for want of memory.
std::vector<InstalledPackage> installed_packages(const std::filesystem::path& venv);

/// How a checkout stands in a venv.
struct EditableInstall {
  enum class State {
    editable,   ///< the checkout's own files are what Python imports
    copied,     ///< installed from the checkout, but as a copy
    elsewhere,  ///< a package of the checkout's name came from somewhere else
    absent,
  } state = State::absent;
  InstalledPackage package;  ///< with `absent`: empty
};

/// Looks for a package that was installed from the checkout (or a folder in it), by real paths; failing that, for one
/// that has the name which the checkout's pyproject.toml, setup.cfg or setup.py gives.
EditableInstall find_editable_install(const std::filesystem::path& venv, const std::filesystem::path& checkout);

/// The path of a "file:" URL (empty host or localhost), with its %XX undone; nothing for another URL.
std::optional<std::filesystem::path> path_of_file_url(std::string_view url);

}  // namespace mlxpatch::workspace
