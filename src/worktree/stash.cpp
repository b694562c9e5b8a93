#include <mlxpatch/worktree/stash.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

namespace {

constexpr const char* k_stash_ref = "refs/stash";

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

git::Oid push_stash(const git::Repository& repository, std::string_view message) {
  const git::Signature who = git::committer_identity(repository);
  const auto signature = git::take<git::OwnedSignature>("stashing changes", git_signature_new, who.name.c_str(),
                                                        who.email.c_str(), who.when.seconds, who.when.offset_minutes);
  git_oid stash{};
  repository.handle().index_object = git::RepositoryHandle::IndexObject::changed;
  git::check(git_stash_save(&stash, repository.handle().get(), signature.get(), std::string(message).c_str(),
                            GIT_STASH_KEEP_ALL),
             "stashing the uncommitted changes");
  return git::from_git(stash);
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
