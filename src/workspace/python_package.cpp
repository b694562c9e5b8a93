#include <mlxpatch/workspace/python_package.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

#include "python_files.hpp"
#include "toml_parse.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

/// Where packages are, from the root of a repository.
constexpr std::array<std::string_view, 4> k_roots = {"", "src", "python", "lib"};

/// A pyproject.toml that can't be parsed describes nothing; pip would refuse it as well.
toml::table read_pyproject(const fs::path& checkout) {
  try {
    return parse_toml(read_if_possible(checkout / "pyproject.toml"), {"pyproject.toml", "reading pyproject.toml"});
  } catch (const Error&) {
    return {};
  }
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

/// The *.egg-info directories that a build or an install left in the checkout.
std::vector<fs::path> egg_infos(const fs::path& checkout) {
  std::vector<fs::path> found;
  for (const std::string_view root : k_roots) {
    for (fs::path& entry : entries_named(checkout / root, "", ".egg-info")) found.push_back(std::move(entry));
  }
  return found;
}

std::string name_in(const fs::path& checkout, const toml::table& pyproject) {
  for (const auto& node : {pyproject["project"]["name"], pyproject["tool"]["poetry"]["name"]}) {
    if (const auto name = node.value<std::string>(); name && !name->empty()) return *name;
  }
  for (const std::string_view file : {"setup.cfg", "setup.py"}) {
    const std::string text = read_if_possible(checkout / file);
    for (const std::string_view line : split_lines(text)) {
      std::string name = name_of_line(line);
      if (!name.empty()) return name;
    }
  }
  for (const fs::path& egg_info : egg_infos(checkout)) {
    std::string name = metadata_field(read_if_possible(egg_info / "PKG-INFO"), "Name");
    if (!name.empty()) return name;
  }
  return "";
}

/// The directories with an __init__.py that may be what is installed.
std::vector<std::string> package_directories(const fs::path& checkout) {
  constexpr std::array<std::string_view, 9> k_beside = {"test",    "tests",      "docs",  "examples", "example",
                                                        "scripts", "benchmarks", "tools", "build"};
  std::vector<std::string> names;
  std::error_code problem;
  for (const std::string_view root : k_roots) {
    for (const fs::path& entry : entries_named(checkout / root, "", "")) {
      std::string name = entry.filename().string();
      const bool is_beside = std::ranges::find(k_beside, name) != k_beside.end();
      if (!is_beside && fs::exists(entry / "__init__.py", problem)) names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<std::string> modules_in(const fs::path& checkout, const std::string& name) {
  std::vector<std::string> modules;
  const auto add = [&](std::string module) {
    if (module.empty() || std::ranges::find(modules, module) != modules.end()) return;
    if (has_module(checkout, module)) modules.push_back(std::move(module));
  };
  std::string usual = normalized_package_name(name);
  std::ranges::replace(usual, '-', '_');
  add(usual);
  for (const fs::path& egg_info : egg_infos(checkout)) {
    const std::string text = read_if_possible(egg_info / "top_level.txt");
    for (const std::string_view line : split_lines(text)) add(std::string(trim(line)));
  }
  if (modules.empty()) {
    const std::vector<std::string> packages = package_directories(checkout);
    if (packages.size() == 1) modules = packages;
  }
  return modules;
}

}  // namespace

std::optional<PythonPackage> find_python_package(const fs::path& checkout) {
  std::error_code problem;
  const toml::table pyproject = read_pyproject(checkout);
  const bool is_described =
      pyproject.contains("project") || pyproject.contains("build-system") || pyproject["tool"]["poetry"].is_table();
  if (!is_described && !fs::is_regular_file(checkout / "setup.py", problem)) return std::nullopt;
  PythonPackage package;
  package.name = name_in(checkout, pyproject);
  package.modules = modules_in(checkout, package.name);
  return package;
}

bool has_module(const fs::path& checkout, std::string_view module) {
  std::error_code problem;
  return std::ranges::any_of(k_roots, [&](std::string_view root) {
    const fs::path place = checkout / root / module;
    fs::path file = place;
    file += ".py";
    return fs::exists(place / "__init__.py", problem) || fs::exists(file, problem);
  });
}

std::string normalized_package_name(std::string_view name) {
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

}  // namespace mlxpatch::workspace
