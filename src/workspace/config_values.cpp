#include "config_values.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

#include "toml_section.hpp"

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

bool is_ref_component(std::string_view part) {
  return !part.empty() && !part.starts_with('.') && !part.ends_with(".lock");
}

bool is_ref_name(std::string_view name) {
  constexpr std::string_view k_refused = " ~^:?*[\\";
  if (name.starts_with('-') || name.ends_with('.') || name == "@") return false;
  if (name.find("..") != std::string_view::npos || name.find("@{") != std::string_view::npos) return false;
  if (name.find_first_of(k_refused) != std::string_view::npos) return false;
  const auto parts = split(name, '/');
  return std::all_of(parts.begin(), parts.end(), is_ref_component);
}

bool is_author(std::string_view text) {
  const std::size_t open = text.find(" <");
  if (open == std::string_view::npos || !text.ends_with('>')) return false;
  const std::string_view name = trim(text.substr(0, open));
  const std::string_view email = text.substr(open + 2, text.size() - open - 3);
  constexpr std::string_view k_brackets = "<>";
  return !name.empty() && !email.empty() && name.find_first_of(k_brackets) == std::string_view::npos &&
         email.find_first_of(k_brackets) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> inner_directory(const TomlSection& section, std::string_view key) {
  const auto text = section.filled_text(key);
  if (!text) return std::nullopt;
  const std::string name = section.full_name(key);
  const fs::path given(*text);
  if (given.is_absolute() || std::find(given.begin(), given.end(), "..") != given.end()) {
    throw Error(section.wrong(key, fmt::format("{} leaves the project: '{}'", name, *text))
                    .hint("give a directory below the one that holds mlxpatch.toml, as in \"" +
                          (given.has_filename() && given.filename() != ".." ? given.filename().string() : "directory") +
                          "\""));
  }
  if (text->find('\\') != std::string::npos) {
    throw section.wrong(key,
                        fmt::format("{} holds a backslash: '{}'; write '/' between the parts of a path", name, *text));
  }
  std::string directory = given.lexically_normal().generic_string();
  while (directory.ends_with('/')) directory.pop_back();
  if (directory == ".") throw section.wrong(key, fmt::format("{} is the project's own directory", name));
  for (const fs::path& part : fs::path(directory)) {
    if (to_lower(part.string()) != ".git") continue;
    throw section.wrong(key, fmt::format("{} is inside a .git directory: '{}'", name, *text));
  }
  return directory;
}

std::optional<std::string> ref_name(const TomlSection& section, std::string_view key) {
  auto name = section.filled_text(key);
  if (name && !is_ref_name(*name)) {
    throw section.wrong(key, fmt::format("{}: git does not accept '{}' as a name", section.full_name(key), *name));
  }
  return name;
}

std::optional<std::string> author(const TomlSection& section, std::string_view key) {
  auto text = section.filled_text(key);
  if (text && !is_author(*text)) {
    throw section.wrong(key, fmt::format("{}: expected \"Name <email>\", found '{}'", section.full_name(key), *text));
  }
  return text;
}

bool is_inside(std::string_view directory, std::string_view outer) {
  return directory == outer || (directory.starts_with(outer) && directory.substr(outer.size()).starts_with('/'));
}

std::string default_checkout_dir(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  // A local clone may be named by its .git directory.
  if (url.ends_with("/.git")) url.remove_suffix(5);
  // ':' ends the host of an scp-like address (git@host:project.git).
  const std::size_t cut = url.find_last_of("/:");
  std::string_view name = cut == std::string_view::npos ? url : url.substr(cut + 1);
  if (name.ends_with(".git")) name.remove_suffix(4);
  const bool is_a_name = !name.empty() && name != "." && name != ".." && name.find('\\') == std::string_view::npos;
  return is_a_name ? fmt::format("{}-repo", name) : "";
}

}  // namespace mlxpatch::workspace
