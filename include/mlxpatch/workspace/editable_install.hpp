#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mlxpatch::workspace {

/// A Python package as a venv's `*.dist-info` directory describes it, or the `*.egg-info` directory beside its sources.
struct InstalledPackage {
  std::string name;
  std::string version;
  bool editable = false;  ///< direct_url.json says so (PEP 610)
  /// The local directory that it was installed from; std::nullopt: an index, a URL.
  std::optional<std::filesystem::path> location;
  std::vector<std::string> modules;  ///< the top-level ones, if they are listed
};

/// How a checkout is installed in a venv.
struct EditableInstall {
  enum class State {
    editable,   ///< the checkout's own files are what Python imports
    copied,     ///< installed from the checkout, but as a copy
    elsewhere,  ///< a package of the checkout's name came from somewhere else
    absent,
  } state = State::absent;
  InstalledPackage package;  ///< with `absent`: empty
};

/// Looks for a package that was installed from the checkout (or a directory in it), by real paths; failing that, for
/// one that has the name that the checkout's pyproject.toml, setup.cfg or setup.py gives; failing that, for a `*.pth`
/// file that puts the checkout onto Python's path, as pip's older editable form does.
EditableInstall find_editable_install(const std::filesystem::path& venv, const std::filesystem::path& checkout);

/// Whether a file is in a directory or below it, symbolic links resolved.
bool is_in_directory(const std::filesystem::path& file, const std::filesystem::path& directory);

}  // namespace mlxpatch::workspace
