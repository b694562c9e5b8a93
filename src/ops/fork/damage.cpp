#include "fork/damage.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/remote.hpp>

#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

/// The checkout's path for `mv`. Who is inside it cannot name it relative to the current directory.
std::string path_to_move(const Project& project, const std::string& directory) {
  const std::string shown = project.shown(directory);
  const std::string checkout = project.shown(project.config.checkout_dir);
  const bool is_inside = checkout == "." || checkout == ".." || checkout.ends_with("/..");
  return is_inside ? (project.config.root() / directory).string() : shown;
}

/// Whether no place is a path outside of the checkout, such as that of a damaged upstream on this machine.
bool is_about_checkout(const Error& error, const Project& project) {
  const fs::path checkout = project.config.checkout_path().lexically_normal();
  return std::ranges::none_of(error.places(), [&](const std::string& place) {
    if (!place.starts_with('/')) return false;
    const fs::path path = fs::path(place).lexically_normal();
    const auto [end, unused] = std::mismatch(checkout.begin(), checkout.end(), path.begin(), path.end());
    return end != checkout.end();
  });
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

/// What was lost with an object can't be known, so nothing is repaired unasked: the clone is put aside, not removed.
Error cured(const Error& error, const Project& project) {
  Error complete(error.what(), error.kind());
  complete.doing(error.doing());
  for (const std::string& place : error.places()) complete.at(place);
  if (error.places().empty()) complete.at(project.config.checkout_path().string());
  if (can_be_checked(project)) {
    complete.hint(fmt::format("{} fsck     list what is missing or broken", git_command(project.shown_checkout())));
  }
  complete.hint(remake_command(project) +
                "     clone it again; the patch files are safe, but commits that are in none, and changes that are not "
                "committed, are only in the old clone then");
  return complete;
}

}  // namespace

void refuse_foreign_content(const Project& project) {
  const fs::path path = project.config.checkout_path();
  if (!fs::exists(path)) return;
  if (!fs::is_directory(path)) {
    throw Error(fmt::format("{} is not a directory", path.string()))
        .hint(remake_command(project, "-old"))
        .hint("or change checkout.dir in mlxpatch.toml");
  }
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().filename() == transport::k_clone_leftover) continue;
    throw Error(fmt::format("{} is no git repository: its .git is gone, or it is something else", path.string()))
        .at(entry.path().string())
        .hint(remake_command(project, "-old") +
              "     clone upstream anew; what is in the directory stays there, under its new name");
  }
}

std::string remake_command(const Project& project, std::string_view suffix) {
  const std::string directory = fs::path(project.config.checkout_dir).lexically_normal().string();
  const std::string name = directory.ends_with('/') ? directory.substr(0, directory.size() - 1) : directory;
  std::string aside = fmt::format("{}{}", name, suffix);
  for (int number = 2; fs::exists(project.config.root() / aside); ++number) {
    aside = fmt::format("{}{}-{}", name, suffix, number);
  }
  return fmt::format("mv {} {} && mlxpatch setup", shell_word(path_to_move(project, directory)),
                     shell_word(path_to_move(project, aside)));
}

Error with_cure(Error error, const Project& project) {
  const auto has_words = [&](std::string_view words) {
    return std::ranges::any_of(error.hints(),
                               [&](const std::string& hint) { return hint.find(words) != std::string::npos; });
  };
  const std::string remake = remake_command(project);
  if (has_words(remake)) return error;
  if (error.kind() == ErrorKind::damaged) return is_about_checkout(error, project) ? cured(error, project) : error;
  const bool is_known = has_words(" fsck");
  if (error.kind() != ErrorKind::failed || (!error.hints().empty() && !is_known)) return error;
  if (!can_be_checked(project)) {
    return error.hint(remake_command(project) + "     clone it again; the patch files are safe");
  }
  if (!is_known) {
    error.hint(fmt::format("{} fsck     show whether the clone is damaged", git_command(project.shown_checkout())));
  }
  return error.hint(remake + "     if it is: clone it again; the patch files are safe");
}

}  // namespace mlxpatch::ops
