#include <mlxpatch/workspace/uv_project.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <toml++/toml.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/workspace/python_package.hpp>

#include "toml_parse.hpp"
#include "toml_text.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_file = "pyproject.toml";
constexpr std::string_view k_section = "[tool.uv.sources]";

/// The name at the beginning of a requirement such as "mlx-lm[server]>=0.30; python_version > '3.9'".
std::string_view required_name(std::string_view requirement) {
  requirement = trim(requirement);
  const auto is_in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  const auto* end = std::ranges::find_if_not(requirement, is_in_name);
  return requirement.substr(0, static_cast<std::size_t>(end - requirement.begin()));
}

bool requires_package(const toml::array* requirements, const std::string& name) {
  return requirements != nullptr &&
         std::any_of(requirements->begin(), requirements->end(), [&](const toml::node& node) {
           const auto text = node.value<std::string>();
           return text && normalized_package_name(required_name(*text)) == name;
         });
}

/// The same for a table of lists, such as [dependency-groups].
bool any_requires_package(const toml::table* groups, const std::string& name) {
  return groups != nullptr && std::any_of(groups->begin(), groups->end(), [&](const auto& group) {
           return requires_package(group.second.as_array(), name);
         });
}

bool depends_on(const toml::table& document, const std::string& name) {
  return requires_package(document["project"]["dependencies"].as_array(), name) ||
         any_requires_package(document["project"]["optional-dependencies"].as_table(), name) ||
         any_requires_package(document["dependency-groups"].as_table(), name) ||
         requires_package(document["tool"]["uv"]["dev-dependencies"].as_array(), name);
}

UvProject::Source source_in(const toml::table& document, const std::string& name, const fs::path& root,
                            std::string_view checkout_dir) {
  const toml::table* sources = document["tool"]["uv"]["sources"].as_table();
  if (sources == nullptr) return UvProject::Source::missing;
  for (const auto& [key, value] : *sources) {
    if (normalized_package_name(key.str()) != name) continue;
    const toml::table* entry = value.as_table();
    if (entry == nullptr) return UvProject::Source::other;
    const auto path = (*entry)["path"].value<std::string>();
    const bool is_editable = (*entry)["editable"].value<bool>().value_or(false);
    const fs::path checkout = (root / checkout_dir).lexically_normal();
    const bool is_checkout = path && (root / *path / "").lexically_normal().parent_path() == checkout;
    return is_checkout && is_editable ? UvProject::Source::checkout : UvProject::Source::other;
  }
  return UvProject::Source::missing;
}

std::string entry_for(std::string_view package, std::string_view checkout_dir) {
  // A key with a dot in it would be two keys.
  const bool is_bare = package.find('.') == std::string_view::npos;
  return fmt::format("{} = {{ path = {}, editable = true }}", is_bare ? std::string(package) : toml_quoted(package),
                     toml_quoted(checkout_dir));
}

UvProject parse(std::string_view text, const fs::path& root, std::string_view package, std::string_view checkout_dir) {
  const toml::table document =
      parse_toml(text, {shown_name(root / k_file), "looking for the package in pyproject.toml"});
  const std::string name = normalized_package_name(package);
  UvProject project;
  project.source = source_in(document, name, root, checkout_dir);
  project.is_dependency = depends_on(document, name);
  project.entry = entry_for(package, checkout_dir);
  return project;
}

bool has_uv_section(std::string_view text, const fs::path& root) {
  return parse_toml(text, {shown_name(root / k_file), "reading pyproject.toml"})["tool"]["uv"].is_table();
}

/// Whether the text is TOML and says so. With a new entry it may be no TOML: the section may be there in another way,
/// such as sources = { ... }, beside which the entry can't stand.
bool comes_from_checkout(std::string_view text, const fs::path& root, std::string_view package,
                         std::string_view checkout_dir) {
  try {
    return parse(text, root, package, checkout_dir).source == UvProject::Source::checkout;
  } catch (const Error&) {
    return false;
  }
}

/// The text with the entry as the first of its section, which is added at the end if there is none.
std::string with_entry(std::string_view text, const std::string& entry) {
  std::string result;
  bool is_added = false;
  for (const std::string_view line : split_lines(text)) {
    result += line;
    const std::string_view content = trim(line.substr(0, line.find('#')));
    if (is_added || content != k_section) continue;
    if (!line.ends_with('\n')) result += '\n';
    result += entry + "\n";
    is_added = true;
  }
  if (is_added) return result;
  if (!result.empty() && !result.ends_with('\n')) result += '\n';
  return result + (result.empty() ? "" : "\n") + std::string(k_section) + "\n" + entry + "\n";
}

}  // namespace

std::optional<UvProject> read_uv_project(const fs::path& root, std::string_view package,
                                         std::string_view checkout_dir) {
  const auto text = read_file_if_exists(root / k_file);
  if (!text || package.empty()) return std::nullopt;
  UvProject project = parse(*text, root, package, checkout_dir);
  std::error_code problem;
  const bool uses_uv = fs::exists(root / "uv.lock", problem) || has_uv_section(*text, root);
  if (!uses_uv && !project.is_dependency) return std::nullopt;
  return project;
}

void add_uv_source(const fs::path& root, std::string_view package, std::string_view checkout_dir) {
  const std::string text = read_file(root / k_file);
  const std::string entry = entry_for(package, checkout_dir);
  const std::string changed = with_entry(text, entry);
  if (!comes_from_checkout(changed, root, package, checkout_dir)) {
    throw Error(fmt::format("{} is written in a way to which nothing can be added", k_section))
        .doing("adding the checkout to pyproject.toml (it was not changed)")
        .at((root / k_file).string())
        .hint(fmt::format("add to its uv sources by hand: {}", entry));
  }
  // Through a symbolic link, not in its place.
  write_file(fs::weakly_canonical(root / k_file), changed);
}

}  // namespace mlxpatch::workspace
