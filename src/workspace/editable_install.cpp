#include <mlxpatch/workspace/editable_install.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "file_url.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

/// A file that can't be read counts as absent: the question is only what an installer wrote down.
std::string read_if_possible(const fs::path& file) {
  try {
    return read_file_if_exists(file).value_or("");
  } catch (const Error&) {
    return "";
  }
}

/// The directories in `parent` whose names begin and end so, sorted.
std::vector<fs::path> directories_named(const fs::path& parent, std::string_view begin, std::string_view end) {
  std::vector<fs::path> found;
  std::error_code problem;
  for (fs::directory_iterator entry(parent, problem), last; !problem && entry != last; entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(begin) && name.ends_with(end) && fs::is_directory(entry->path(), problem)) {
      found.push_back(entry->path());
    }
  }
  std::ranges::sort(found);
  return found;
}

/// "Name" or "Version" of a METADATA file, which begins like a mail.
std::string metadata_field(std::string_view metadata, std::string_view field) {
  for (const std::string_view line : split_lines(metadata)) {
    if (trim(line).empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && line.substr(0, colon) == field) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return "";
}

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
  return package;
}

/// The form in which names of packages are compared (PEP 503).
std::string normalized(std::string_view name) {
  std::string result;
  for (const char c : to_lower(name)) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (!is_separator) {
      result += c;
    } else if (!result.ends_with('-')) {
      result += '-';
    }
  }
  return result;
}

/// The word that a line like `name = "mlx-lm",` gives, or "".
std::string name_of_line(std::string_view line) {
  constexpr std::string_view k_call = "setup(";
  constexpr std::string_view k_key = "name";
  line = trim(line);
  if (line.starts_with(k_call)) line = trim(line.substr(k_call.size()));
  if (!line.starts_with(k_key)) return "";
  line = trim(line.substr(k_key.size()));
  if (!line.starts_with('=')) return "";
  line = trim(line.substr(1));
  if (line.starts_with('"') || line.starts_with('\'')) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_first_of("\"', \t")));
}

/// The package's name according to the project's own files; a guess, since setup.py may compute it.
std::string project_name(const fs::path& checkout) {
  for (const std::string_view file : {"pyproject.toml", "setup.cfg", "setup.py"}) {
    const std::string text = read_if_possible(checkout / file);
    for (const std::string_view line : split_lines(text)) {
      std::string name = name_of_line(line);
      if (!name.empty()) return name;
    }
  }
  return "";
}

bool is_same_or_below(const fs::path& path, const fs::path& directory) {
  std::error_code problem;
  const fs::path real_path = fs::weakly_canonical(path, problem);
  if (problem) return false;
  const fs::path real_directory = fs::weakly_canonical(directory, problem);
  if (problem) return false;
  const auto [rest, unused] =
      std::mismatch(real_directory.begin(), real_directory.end(), real_path.begin(), real_path.end());
  return rest == real_directory.end();
}

/// Every package of the venv's site-packages, sorted by name; none if there is no such directory. A dist-info that
/// can't be read counts as one without a location.
std::vector<InstalledPackage> installed_packages(const fs::path& venv) {
  std::vector<InstalledPackage> packages;
  for (const fs::path& python : directories_named(venv / "lib", "python", "")) {
    for (const fs::path& dist_info : directories_named(python / "site-packages", "", ".dist-info")) {
      packages.push_back(read_dist_info(dist_info));
    }
  }
  std::ranges::stable_sort(packages, {}, &InstalledPackage::name);
  return packages;
}

}  // namespace

EditableInstall find_editable_install(const fs::path& venv, const fs::path& checkout) {
  using State = EditableInstall::State;
  const std::string name = normalized(project_name(checkout));
  EditableInstall best;
  for (InstalledPackage& package : installed_packages(venv)) {
    const bool is_from_checkout = package.location && is_same_or_below(*package.location, checkout);
    if (is_from_checkout && package.editable) return {State::editable, std::move(package)};
    if (is_from_checkout) {
      best = {State::copied, std::move(package)};
    } else if (best.state == State::absent && !name.empty() && normalized(package.name) == name) {
      best = {State::elsewhere, std::move(package)};
    }
  }
  return best;
}

}  // namespace mlxpatch::workspace
