#include "fork/project.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/project_git.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

bool is_link(const fs::path& path) {
  std::error_code absent;
  return fs::is_symlink(fs::symlink_status(path, absent));
}

/// A project may come from a stranger. A link of it would lead where its paths may not: out of it.
[[noreturn]] void throw_link(const Project& project, const fs::path& link, const std::string& what,
                             std::string_view otherwise = {}) {
  const std::string shown = project.shown(fs::relative(link, project.config.root()));
  std::error_code unreadable;
  throw Error(fmt::format("{} is a symbolic link, and no {} of a project may be one", escape_control(shown), what),
              ErrorKind::usage)
      .doing("opening the project")
      .at(fmt::format("{} -> {}", escape_control(link.string()),
                      escape_control(fs::read_symlink(link, unreadable).string())))
      .hint(fmt::format("put what it points at in its place{}", otherwise));
}

void refuse_link_on_the_way(const Project& project, const std::string& directory, const std::string& what) {
  fs::path path = project.config.root();
  for (const fs::path& part : fs::path(directory)) {
    path /= part;
    if (is_link(path)) throw_link(project, path, what, ", or change the path in mlxpatch.toml");
  }
}

/// Where a ".git" that is a file leads is the checkout's only if that says so, too, as a linked worktree's does.
void refuse_foreign_repository(const Project& project) {
  const fs::path dot_git = project.config.checkout_path() / ".git";
  if (is_link(dot_git)) throw_link(project, dot_git, "repository");
  std::error_code unreadable;
  if (!fs::is_regular_file(dot_git, unreadable)) return;
  constexpr std::string_view k_begin = "gitdir: ";
  constexpr std::uintmax_t k_longest = std::uintmax_t{1} << 16U;
  const std::string text = read_file(dot_git, k_longest);
  if (!text.starts_with(k_begin)) return;
  const fs::path target =
      fs::weakly_canonical(dot_git.parent_path() / trim(std::string_view(text).substr(k_begin.size())), unreadable);
  const std::string back(trim(read_file_if_exists(target / "gitdir", k_longest).value_or("")));
  const fs::path inside = target.lexically_relative(fs::weakly_canonical(project.config.root(), unreadable));
  const bool is_inside = !inside.empty() && *inside.begin() != "..";
  if (is_inside || fs::weakly_canonical(target / back, unreadable) == fs::weakly_canonical(dot_git, unreadable)) return;
  throw Error(fmt::format("{} leads to a repository that is not this checkout's", escape_control(dot_git.string())),
              ErrorKind::usage)
      .doing("opening the project")
      .at(escape_control(target.string()))
      .hint("remove the file, or move the repository into the checkout");
}

/// Nothing was checked out in it yet.
void remove_new_clone(const Project& project) {
  const std::filesystem::path path = project.config.checkout_path();
  const std::filesystem::path leftover = path / transport::k_clone_leftover;
  std::error_code ignored;
  // In one step it is no checkout any more: what a kill leaves from here on, the next clone removes.
  std::filesystem::rename(path / ".git", leftover, ignored);
  std::filesystem::remove_all(leftover, ignored);
  // It stays if anything else is in it.
  std::filesystem::remove(path, ignored);
}

}  // namespace

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

}  // namespace

/// The lock is derived: without it, setup finds the base by the branch or the patches.
std::optional<workspace::Lock> read_lock(const Project& project) {
  const std::filesystem::path file = project.config.lock_path();
  try {
    const std::optional<std::string> text = workspace::read_lock_text(file);
    project.files_read->note(workspace::k_lock_file, text);
    return text ? std::optional(workspace::parse_lock(*text, file)) : std::nullopt;
  } catch (const Error& error) {
    Error complete = with_own_git(error, file);
    if (complete.hints() == error.hints()) throw;
    throw Error(complete.hint(fmt::format("rm {} && mlxpatch setup     write it again, for the base of the patches",
                                          shell_word(project.shown(workspace::k_lock_file)))));
  }
}

namespace {

/// A clone in this directory that an `init --adopt` was taking over when it was killed.
std::optional<fs::path> half_adopted(const fs::path& directory) {
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end; entry.increment(failed)) {
    const fs::path git_directory = entry->path() / ".git";
    std::error_code absent;
    if (!fs::is_directory(git_directory, absent) || !workspace::StateDirectory::exists_in(git_directory)) continue;
    const auto operation = workspace::StateDirectory(git_directory).open_operation();
    if (operation && operation->command == "init") return entry->path();
  }
  return std::nullopt;
}

}  // namespace

Project open_project(const Invocation& invocation) {
  const auto file = invocation.config ? invocation.config : workspace::find_config(invocation.directory);
  if (!file) {
    if (const auto clone = half_adopted(invocation.directory)) {
      throw Error("an `init --adopt` was interrupted here, and has not written mlxpatch.toml yet", ErrorKind::usage)
          .at(clone->string())
          .hint(fmt::format("mlxpatch init --adopt {}     completes it", shell_word(clone->filename().string())));
    }
    throw Error(fmt::format("there is no mlxpatch.toml in {} or above it", invocation.directory.string()),
                ErrorKind::usage)
        .hint("mlxpatch init URL          write it for the upstream at URL")
        .hint("mlxpatch -C DIR ...        work in another directory");
  }
  Project project{read_config(*file), {}, invocation.here.empty() ? invocation.directory : invocation.here};
  refuse_links(project);
  project.lock = read_lock(project);
  return project;
}

void refuse_links(const Project& project) {
  refuse_link_on_the_way(project, project.config.checkout_dir, "checkout");
  refuse_link_on_the_way(project, project.config.patches_dir, "patch directory");
  refuse_foreign_repository(project);
  std::error_code failed;
  fs::recursive_directory_iterator entry(project.config.patches_path(), failed);
  for (const fs::recursive_directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    if (entry->is_symlink(failed)) throw_link(project, entry->path(), "patch file");
  }
}

bool has_checkout(const Project& project) { return std::filesystem::exists(project.config.checkout_path() / ".git"); }

std::optional<std::string> gitignore_with(const Project& project, const std::string& directory) {
  const std::filesystem::path root = project.config.root();
  if (!git::Repository::is_above(root)) return std::nullopt;
  if (is_link(root / ".gitignore")) throw_link(project, root / ".gitignore", "list of ignored files");
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

void leave_new_clone(const Project& project, ErrorKind why) {
  if (why == ErrorKind::interrupted) return remove_new_clone(project);
  const auto text = gitignore_with(project, project.config.checkout_dir);
  if (text) write_file(project.config.root() / ".gitignore", *text);
}

}  // namespace mlxpatch::ops
