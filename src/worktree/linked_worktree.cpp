#include <mlxpatch/worktree/linked_worktree.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/status.hpp>

namespace mlxpatch::worktree {
namespace {

namespace fs = std::filesystem;

/// Where the repository keeps the files of a linked worktree (gitrepository-layout(5), "worktrees").
fs::path admin_directory(const git::Repository& repository, const std::string& name) {
  const bool plain = !name.empty() && name.find('/') == std::string::npos && !name.starts_with('.');
  if (!plain) throw Error(fmt::format("\"{}\" can't name a worktree", name), ErrorKind::usage);
  return repository.common_directory() / "worktrees" / name;
}

fs::path full_path(const fs::path& path) {
  fs::path full = fs::weakly_canonical(path);
  return full.has_filename() ? full : full.parent_path();
}

/// Whether `directory` is the worktree that the directory `admin` belongs to.
bool is_linked(const fs::path& directory, const fs::path& admin) {
  const auto link = read_file_if_exists(directory / ".git");
  if (!link || !link->starts_with("gitdir: ")) return false;
  const fs::path target = directory / trim(std::string_view(*link).substr(8));
  return full_path(target) == full_path(admin);
}

Error directory_error(const std::string& what_is_wrong, const fs::path& directory) {
  Error error(what_is_wrong);
  error.doing("making a linked worktree").at(directory.string());
  return error.hint("name another directory, or move this one away");
}

void create_worktree(const fs::path& directory, const fs::path& admin, const git::Oid& commit) {
  if (fs::exists(fs::symlink_status(directory)) && !(fs::is_directory(directory) && fs::is_empty(directory))) {
    throw directory_error("the directory holds something else", directory);
  }
  if (const auto gitdir = read_file_if_exists(admin / "gitdir")) {
    const fs::path other = fs::path(trim(*gitdir)).parent_path();
    if (full_path(other) != full_path(directory) && is_linked(other, admin)) {
      throw directory_error(fmt::format("the worktree is already at {}", other.string()), directory);
    }
  }
  fs::remove_all(admin);
  fs::create_directories(admin);
  fs::create_directories(directory);
  // The admin directory is complete before the worktree points at it; one without a worktree is removed by git's prune.
  write_file(admin / "HEAD", commit.hex() + '\n');
  write_file(admin / "commondir", "../..\n");
  write_file(admin / "gitdir", (full_path(directory) / ".git").string() + '\n');
  write_file(directory / ".git", fmt::format("gitdir: {}\n", full_path(admin).string()));
}

void refuse_changes(const git::Repository& worktree, const fs::path& directory) {
  const WorktreeStatus status = worktree_status(worktree);
  if (status.clean_but_untracked()) return;
  Error error("the worktree has changes of its own");
  error.doing("moving a linked worktree").at(directory.string());
  throw error.hint(fmt::format("git -C '{}' status     lists them", directory.string()))
      .hint(fmt::format("git -C '{}' stash push     stashes them; then run the command again", directory.string()));
}

/// Removes a directory by way of another name, so that a killed run leaves the whole of it or nothing.
void remove_at_once(const fs::path& directory, const fs::path& aside) {
  std::error_code failed;
  fs::create_directories(aside.parent_path(), failed);
  fs::remove_all(aside, failed);
  fs::rename(directory, aside, failed);
  if (failed && failed != std::errc::cross_device_link) {
    throw system_error(fmt::format("can't remove '{}'", directory.string()), failed.value());
  }
  if (failed) {
    fs::remove_all(directory);
  } else {
    // What can't be removed now is removed with the other temporaries, later.
    fs::remove_all(aside, failed);
  }
  fs::remove(aside.parent_path(), failed);
}

}  // namespace

std::vector<LinkedWorktree> linked_worktrees(const git::Repository& repository) {
  std::vector<LinkedWorktree> linked;
  std::error_code none;
  for (fs::directory_iterator entry(repository.common_directory() / "worktrees", none), end; !none && entry != end;
       entry.increment(none)) {
    const fs::path& own = entry->path();
    const auto link = read_file_if_exists(own / "gitdir");
    if (link) linked.push_back({(own / trim(*link)).lexically_normal().parent_path(), own});
  }
  return linked;
}

void put_worktree(const git::Repository& repository, objects::ObjectStore& store, const fs::path& directory,
                  const std::string& name, const git::Oid& commit) {
  const fs::path admin = admin_directory(repository, name);
  if (!is_linked(directory, admin)) create_worktree(directory, admin, commit);
  const git::Repository worktree = git::Repository::open(directory);
  const git::Oid target = store.tree_of(commit);
  // An earlier call that was interrupted has left no index.
  const bool is_whole = fs::exists(admin / "index");
  git::Oid present;
  if (is_whole) {
    refuse_changes(worktree, directory);
    if (const auto at = git::head(worktree).commit) present = store.tree_of(*at);
    if (const auto obstacles = checkout_obstacles(worktree, store, present, target); !obstacles.empty()) {
      Error error("files that are in no commit are in the way");
      error.doing("moving a linked worktree");
      for (const std::string& path : obstacles) error.at((directory / path).string());
      throw error.hint("move them away, then run the command again");
    }
  }
  checkout(worktree, store, {{present, target}});
  git::detach_head(worktree, commit, fmt::format("checkout: moving to {}", commit.hex()));
}

void remove_worktree(const git::Repository& repository, const fs::path& directory, const std::string& name) {
  const fs::path admin = admin_directory(repository, name);
  if (fs::exists(fs::symlink_status(directory))) {
    if (!is_linked(directory, admin))
      throw directory_error("the directory is not this repository's worktree", directory);
    if (fs::exists(admin / "locked")) {
      Error error("the worktree is locked");
      error.doing("removing a linked worktree").at(directory.string());
      throw error.hint(fmt::format("git worktree unlock {}     if it may go", shell_word(directory.string())));
    }
    if (fs::exists(admin / "index")) {
      const WorktreeStatus status = worktree_status(git::Repository::open(directory));
      if (!status.clean_but_untracked() || !status.untracked.empty()) {
        Error error("the worktree has changes or files of its own");
        error.doing("removing a linked worktree").at(directory.string());
        throw error.hint(fmt::format("git -C '{}' status", directory.string()));
      }
    }
    remove_at_once(directory, temporaries_directory(repository) / name);
  }
  // The worktree is gone; what is left of this `git worktree prune` removes, and the next one replaces.
  std::error_code stays;
  fs::remove_all(admin, stays);
}

bool has_locked_linked(const git::Repository& repository) {
  const std::vector<LinkedWorktree> linked = linked_worktrees(repository);
  return std::ranges::any_of(linked,
                             [](const LinkedWorktree& one) { return fs::exists(one.git_directory / "index.lock"); });
}

void remove_leftovers_in_linked(const git::Repository& repository) {
  for (const LinkedWorktree& linked : linked_worktrees(repository)) {
    remove_leftover_temporaries(linked.git_directory);
    remove_left_temporaries(linked.git_directory);
    remove_leftover_temporaries(linked.path);
    if (!fs::exists(linked.git_directory / "index.lock") || !fs::exists(linked.path / ".git")) continue;
    IndexLock::remove_left_behind(git::Repository::open(linked.path));
  }
}

}  // namespace mlxpatch::worktree
