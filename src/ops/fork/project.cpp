#include "fork/project.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

namespace mlxpatch::ops {

std::string Project::shown(const std::filesystem::path& path) const {
  return path_from(here.empty() ? config.root() : here, config.root() / path);
}

std::string Project::shown_checkout() const {
  const std::string shown_path = shown(config.checkout_dir);
  return shown_path == "." ? std::string() : shown_path;
}

Project open_project(const Invocation& invocation) {
  const auto file = invocation.config ? invocation.config : workspace::find_config(invocation.directory);
  if (!file) {
    throw Error(fmt::format("there is no mlxpatch.toml in {} or above it", invocation.directory.string()),
                ErrorKind::usage)
        .hint("mlxpatch init URL          write it for the upstream at URL")
        .hint("mlxpatch -C DIR ...        work in another directory");
  }
  Project project{workspace::load_config(*file), {}, invocation.here.empty() ? invocation.directory : invocation.here};
  project.lock = workspace::read_lock(project.config.lock_path());
  return project;
}

bool has_checkout(const Project& project) { return std::filesystem::exists(project.config.checkout_path() / ".git"); }

std::optional<std::string> gitignore_with(const Project& project, const std::string& directory) {
  const std::filesystem::path root = project.config.root();
  if (!git::Repository::discover(root)) return std::nullopt;
  const std::string line = "/" + directory + "/";
  std::string content = read_file_if_exists(root / ".gitignore").value_or("");
  for (const std::string_view existing : split(content, '\n')) {
    const std::string_view pattern = trim(existing);
    if (pattern == line || pattern == directory || pattern == directory + "/" || pattern == "/" + directory) {
      return std::nullopt;
    }
  }
  if (!content.empty() && content.back() != '\n') content += '\n';
  return content + line + "\n";
}

}  // namespace mlxpatch::ops
