#include <mlxpatch/worktree/stash.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/reflog_entries.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "worktree_directory.hpp"

namespace mlxpatch::worktree {

namespace {

constexpr const char* k_stash_ref = "refs/stash";
constexpr std::string_view k_doing = "stashing the uncommitted changes (nothing was changed)";

/// Reads the stash from the disk. Throws Error if anything is not there as it was stored.
void require_readable(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& stash) {
  objects::ObjectStore on_disk(repository);
  const git::Commit commit = on_disk.commit(stash);
  const git::Oid head = store.tree_of(commit.parents.at(0));
  std::vector<git::Oid> files;
  for (const git::Oid& tree : {commit.tree, on_disk.tree_of(commit.parents.at(1))}) {
    for (const objects::PathChange& change : objects::changes_between(on_disk, head, tree)) {
      if (change.after.exists() && change.after.mode != git::Mode::submodule) files.push_back(change.after.oid);
    }
  }
  // A file may have gone back to a version that only a remote has.
  store.fetch_missing(files);
  for (const git::Oid& file : files) {
    if (git::hash_object(git::ObjectType::blob, *on_disk.read(file, git::ObjectType::blob)) == file) continue;
    throw Error(fmt::format("the blob {} of a changed file does not read back as it was stored", file.hex()),
                ErrorKind::damaged)
        .doing(std::string(k_doing))
        .at(repository.git_directory().string());
  }
}

/// Whether a file or symlink of exactly this name is there: a renamed one may only differ in case.
bool is_file_at(WorktreeDirectory& worktree, const std::string& path) {
  const PathState state = worktree.look(path);
  if (!state.exists || state.is_directory()) return false;
  const std::string_view directory = directory_of(path);
  const std::vector<std::string> names = worktree.list(directory.empty() ? "." : directory);
  return std::ranges::find(names, base_name_of(path)) != names.end();
}

}  // namespace

std::vector<std::string> files_only_untracked(const git::Repository& repository, objects::ObjectStore& store) {
  const git::Head head = git::head(repository);
  if (!head.commit) return {};
  WorktreeDirectory worktree(repository.work_directory());
  std::vector<std::string> files;
  const git::Oid staged = index_tree(repository, store);
  for (const objects::PathChange& change : objects::changes_between(store, store.tree_of(*head.commit), staged)) {
    if (!change.after.exists() && is_file_at(worktree, change.path)) files.push_back(change.path);
  }
  return files;
}

git::Oid make_stash(const git::Repository& repository, objects::ObjectStore& store, std::string_view message) {
  const git::Head head = git::head(repository);
  if (!head.commit) throw Error("there is no commit yet that a stash could build on").doing(std::string(k_doing));
  const git::Commit on = store.commit(*head.commit);
  const std::string branch =
      head.branch.empty() ? "(no branch)" : head.branch.substr(std::string_view("refs/heads/").size());

  git::Commit staged;
  staged.tree = index_tree(repository, store);
  staged.parents = {*head.commit};
  staged.author = git::author_identity(repository);
  staged.committer = git::committer_identity(repository);
  staged.message = fmt::format("index on {}: {} {}\n", branch, head.commit->short_hex(7), on.subject());
  git::Commit stash = staged;
  stash.tree = worktree_tree(repository, store);
  stash.parents = {*head.commit, store.put_commit(staged)};
  stash.message = fmt::format("On {}: {}", branch, message);
  const git::Oid id = store.put_commit(stash);
  store.write_pack();
  require_readable(repository, store, id);
  return id;
}

void add_stash(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& stash,
               const git::Oid& newest) {
  // The list is the log of the reference. A log that does not exist is not begun for a reference outside of refs/heads.
  git::check(git_reference_ensure_log(repository.handle().get(), k_stash_ref), "beginning the list of stashes");
  git::update_ref(repository, k_stash_ref, newest, stash, store.commit(stash).message);
}

std::optional<git::Oid> newest_stash(const git::Repository& repository) {
  return git::ref_target(repository, k_stash_ref);
}

bool has_stash(const git::Repository& repository, const git::Oid& stash) {
  const std::vector<git::Oid> list = git::logged_ids(repository, k_stash_ref);
  return std::ranges::find(list, stash) != list.end() || newest_stash(repository) == stash;
}

void drop_stash(const git::Repository& repository, const git::Oid& stash) {
  git::drop_logged(repository, k_stash_ref, stash);
}

void remove_left_stash_locks(const git::Repository& repository, const git::Oid& stash) {
  git::OwnLock lock{git::ref_lock_file(repository, k_stash_ref), {git::ref_file_content(stash)}};
  for (const git::Oid& listed : git::logged_ids(repository, k_stash_ref)) {
    lock.contents.push_back(git::ref_file_content(listed));
  }
  lock.contents.push_back(git::ref_file_content(git::Oid{}));
  git::OwnLock packed{repository.common_directory() / "packed-refs.lock", {git::removal_lock_content(k_stash_ref)}};
  remove_leftover_temporaries(repository.common_directory() / "refs");
  remove_leftover_temporaries(repository.common_directory() / "logs/refs");
  git::remove_left_locks({std::move(lock), std::move(packed)});
}

}  // namespace mlxpatch::worktree
