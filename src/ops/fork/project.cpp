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

#include "fork/project_git.hpp"

namespace mlxpatch::ops {

std::string Project::shown(const std::filesystem::path& path) const {
  return path_from(here.empty() ? config.root() : here, config.root() / path);
}

std::string Project::shown_checkout() const {
  const std::string shown_path = shown(config.checkout_dir);
  return shown_path == "." ? std::string() : shown_path;
}

namespace {

/// The error about a file of the project, with steps that work where the person is.
Error with_own_git(const Error& error, const std::filesystem::path& file) {
  Error complete(error.what(), error.kind());
  complete.doing(error.doing());
  for (const std::string& place : error.places()) complete.at(place);
  bool is_about_git = false;
  for (const std::string& hint : error.hints()) {
    const bool names_git = hint.find("git checkout") != std::string::npos;
    is_about_git = is_about_git || names_git;
    if (!names_git) complete.hint(hint);
  }
  if (!is_about_git) return complete;
  for (const std::string& step : steps_to_restore(file)) complete.hint(step);
  return complete;
}

workspace::Config read_config(const std::filesystem::path& file) {
  try {
    return workspace::load_config(file);
  } catch (const Error& error) {
    Error complete = with_own_git(error, file);
    if (complete.hints().empty()) complete.hint("edit the file");
    throw Error(complete);
  }
}

/// The lock is derived: without it, setup finds the base by the branch or the patches.
std::optional<workspace::Lock> read_lock(const Project& project) {
  const std::filesystem::path file = project.config.lock_path();
  try {
    return workspace::read_lock(file);
  } catch (const Error& error) {
    Error complete = with_own_git(error, file);
    if (complete.hints() == error.hints()) throw;
    throw Error(complete.hint(fmt::format("rm {} && mlxpatch setup     write it again, for the base of the patches",
                                          shell_word(project.shown(workspace::k_lock_file)))));
  }
}

}  // namespace

Project open_project(const Invocation& invocation) {
  const auto file = invocation.config ? invocation.config : workspace::find_config(invocation.directory);
  if (!file) {
    throw Error(fmt::format("there is no mlxpatch.toml in {} or above it", invocation.directory.string()),
                ErrorKind::usage)
        .hint("mlxpatch init URL          write it for the upstream at URL")
        .hint("mlxpatch -C DIR ...        work in another directory");
  }
  Project project{read_config(*file), {}, invocation.here.empty() ? invocation.directory : invocation.here};
  project.lock = read_lock(project);
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
