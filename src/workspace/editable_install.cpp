#include <mlxpatch/workspace/editable_install.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/workspace/python_package.hpp>

#include "file_url.hpp"
#include "python_files.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

void read_direct_url(const std::string& text, InstalledPackage& package) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object()) return;
  const auto url = document.find("url");
  if (url == document.end() || !url->is_string()) return;
  package.location = path_of_file_url(url->get_ref<const std::string&>());
  const auto information = document.find("dir_info");
  if (information == document.end() || !information->is_object()) return;
  const auto editable = information->find("editable");
  package.editable = editable != information->end() && editable->is_boolean() && editable->get<bool>();
}

/// The modules that a *.dist-info or *.egg-info directory lists: in top_level.txt, which not every build writes, or by
/// the paths of the installed files.
std::vector<std::string> top_level_modules(const fs::path& information) {
  std::vector<std::string> modules;
  const auto add = [&](std::string_view module) {
    if (!module.empty() && std::ranges::find(modules, module) == modules.end()) modules.emplace_back(module);
  };
  const std::string top_level = read_if_possible(information / "top_level.txt");
  for (const std::string_view line : split_lines(top_level)) add(trim(line));
  if (!modules.empty()) return modules;
  const std::string record = read_if_possible(information / "RECORD");
  for (const std::string_view line : split_lines(record)) {
    const std::string_view file = line.substr(0, line.find(','));
    if (!file.ends_with(".py") || file.starts_with('.') || file.starts_with('_')) continue;
    add(file.substr(0, std::min(file.find('/'), file.size() - 3)));
  }
  return modules;
}

InstalledPackage read_dist_info(const fs::path& dist_info) {
  InstalledPackage package;
  const std::string metadata = read_if_possible(dist_info / "METADATA");
  package.name = metadata_field(metadata, "Name");
  package.version = metadata_field(metadata, "Version");
  if (package.name.empty()) {
    const std::string stem = dist_info.stem().string();
    package.name = stem.substr(0, stem.find('-'));
  }
  read_direct_url(read_if_possible(dist_info / "direct_url.json"), package);
  package.modules = top_level_modules(dist_info);
  return package;
}

std::vector<fs::path> site_packages(const fs::path& venv) {
  std::vector<fs::path> found;
  for (const fs::path& python : entries_named(venv / "lib", "python", "")) found.push_back(python / "site-packages");
  return found;
}

/// Every package of the venv's site-packages, sorted by name; none if there is no such directory. A dist-info that
/// can't be read counts as one without a location.
std::vector<InstalledPackage> installed_packages(const fs::path& venv) {
  std::vector<InstalledPackage> packages;
  for (const fs::path& site : site_packages(venv)) {
    for (const fs::path& dist_info : entries_named(site, "", ".dist-info")) {
      packages.push_back(read_dist_info(dist_info));
    }
  }
  std::ranges::stable_sort(packages, {}, &InstalledPackage::name);
  return packages;
}

/// The checkout, or a directory in it, that a *.pth file puts onto Python's path. That is how `setup.py develop`
/// installs (easy-install.pth), which older pips use for a package that has only a setup.py: there is no dist-info
/// then, and the metadata are in an egg-info directory beside the sources.
std::optional<InstalledPackage> find_on_path(const fs::path& venv, const fs::path& checkout) {
  for (const fs::path& site : site_packages(venv)) {
    for (const fs::path& file : entries_named(site, "", ".pth")) {
      const std::string text = read_if_possible(file);
      for (const std::string_view line : split_lines(text)) {
        const fs::path place(trim(line));
        if (!place.is_absolute() || !is_same_or_below(place, checkout)) continue;
        InstalledPackage package;
        package.editable = true;
        package.location = place;
        for (const fs::path& egg_info : entries_named(place, "", ".egg-info")) {
          const std::string metadata = read_if_possible(egg_info / "PKG-INFO");
          package.name = metadata_field(metadata, "Name");
          package.version = metadata_field(metadata, "Version");
          package.modules = top_level_modules(egg_info);
        }
        return package;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

EditableInstall find_editable_install(const fs::path& venv, const fs::path& checkout) {
  using State = EditableInstall::State;
  const auto described = find_python_package(checkout);
  const std::string given_name = described ? described->name : "";
  const std::string name = normalized_package_name(given_name);
  EditableInstall best;
  for (InstalledPackage& package : installed_packages(venv)) {
    const bool is_from_checkout = package.location && is_same_or_below(*package.location, checkout);
    if (is_from_checkout && package.editable) return {State::editable, std::move(package)};
    if (is_from_checkout) {
      best = {State::copied, std::move(package)};
    } else if (best.state == State::absent && !name.empty() && normalized_package_name(package.name) == name) {
      best = {State::elsewhere, std::move(package)};
    }
  }
  // site-packages comes before what a .pth file adds, so a copy there is what Python imports.
  if (best.state != State::absent) return best;
  if (auto package = find_on_path(venv, checkout)) {
    if (package->name.empty()) package->name = given_name;
    return {State::editable, std::move(*package)};
  }
  return best;
}

bool is_in_directory(const fs::path& file, const fs::path& directory) { return is_same_or_below(file, directory); }

}  // namespace mlxpatch::workspace
