#include <mlxpatch/worktree/stash.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/status.hpp>

namespace mlxpatch::worktree {

namespace {

constexpr const char* k_stash_ref = "refs/stash";
constexpr std::string_view k_doing = "stashing the uncommitted changes (nothing was changed)";

using OwnedReflog = git::Owned<git_reflog, git_reflog_free>;

/// A stash's index in the list; std::nullopt if the list does not have it.
std::optional<std::size_t> find_stash(git_repository* repository, const git::Oid& stash) {
  struct Search {
    git_oid wanted;
    std::optional<std::size_t> found;
  } search{git::to_git(stash), {}};
  const auto visit = [](std::size_t index, const char*, const git_oid* oid, void* payload) {
    auto& state = *static_cast<Search*>(payload);
    if (git_oid_equal(oid, &state.wanted) != 0) state.found = index;
    return 0;
  };
  git::check(git_stash_foreach(repository, visit, &search), "reading the list of stashes");
  return search.found;
}

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

/// Moves the reference after its log, which is the list, has lost an entry: to the newest that is left, or deletes both
/// if none is.
void follow_list(const git::Repository& repository, const git::Oid& dropped) {
  git_repository* raw = repository.handle().get();
  const auto log = git::take<OwnedReflog>("reading the list of stashes", git_reflog_read, raw, k_stash_ref);
  const git_reflog_entry* newest = git_reflog_entry_byindex(log.get(), 0);
  if (newest == nullptr) {
    git::update_ref(repository, k_stash_ref, dropped, {}, "stash dropped");
    return;
  }
  git::OwnedReference moved;
  git_reference* reference = nullptr;
  const git_oid expected = git::to_git(dropped);
  git::check(git_reference_create_matching(&reference, raw, k_stash_ref, git_reflog_entry_id_new(newest), 1, &expected,
                                           nullptr),
             "removing a stash from the list");
  moved.reset(reference);
}

}  // namespace

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
  return find_stash(repository.handle().get(), stash).has_value() || newest_stash(repository) == stash;
}

void drop_stash(const git::Repository& repository, const git::Oid& stash) {
  git_repository* raw = repository.handle().get();
  if (const auto index = find_stash(raw, stash))
    git::check(git_stash_drop(raw, *index), "removing a stash from the list");
  if (newest_stash(repository) == stash) follow_list(repository, stash);
}

}  // namespace mlxpatch::worktree
