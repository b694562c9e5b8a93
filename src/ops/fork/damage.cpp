#include "fork/damage.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

/// The checkout's path for `mv`. Who is inside it cannot name it relative to the current directory.
std::string path_to_move(const Project& project, const std::string& directory) {
  const std::string shown = project.shown(directory);
  const std::string checkout = project.shown(project.config.checkout_dir);
  const bool is_inside = checkout == "." || checkout == ".." || checkout.ends_with("/..");
  return is_inside ? (project.config.root() / directory).string() : shown;
}

/// Whether git sees a repository there at all.
bool can_be_checked(const Project& project) {
  try {
    const git::Repository repository = git::Repository::open(project.config.checkout_path());
    git::head(repository);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::string remake_command(const Project& project) {
  const std::string& directory = project.config.checkout_dir;
  std::string aside = directory + "-damaged";
  for (int number = 2; std::filesystem::exists(project.config.root() / aside); ++number) {
    aside = fmt::format("{}-damaged-{}", directory, number);
  }
  return fmt::format("mv {} {} && mlxpatch setup", shell_word(path_to_move(project, directory)),
                     shell_word(path_to_move(project, aside)));
}

Error with_cure(Error error, const Project& project) {
  const auto is_about_damage = [](const std::string& hint) { return hint.find(" fsck") != std::string::npos; };
  const bool is_known = std::ranges::any_of(error.hints(), is_about_damage);
  if (error.kind() != ErrorKind::failed || (!error.hints().empty() && !is_known)) return error;
  if (!can_be_checked(project)) {
    return error.hint(remake_command(project) + "     clone it again; the patch files are safe");
  }
  if (!is_known) {
    error.hint(fmt::format("{} fsck     show whether the clone is damaged", git_command(project.shown_checkout())));
  }
  return error.hint(remake_command(project) + "     if it is: clone it again; the patch files are safe");
}

}  // namespace mlxpatch::ops
