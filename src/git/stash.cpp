#include <mlxpatch/git/stash.hpp>

#include <string>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

namespace {

constexpr const char* k_stash_ref = "refs/stash";

using OwnedReflog = Owned<git_reflog, git_reflog_free>;

/// Where a commit stands in the list of stashes.
std::optional<std::size_t> find_stash(git_repository* repository, const Oid& stash) {
  struct Search {
    git_oid wanted;
    std::optional<std::size_t> found;
  } search{to_git(stash), {}};
  const auto visit = [](std::size_t index, const char*, const git_oid* oid, void* payload) {
    auto& state = *static_cast<Search*>(payload);
    if (git_oid_equal(oid, &state.wanted) != 0) state.found = index;
    return 0;
  };
  check(git_stash_foreach(repository, visit, &search), "reading the list of stashes");
  return search.found;
}

/// The reference after the list (its log) has lost an entry: the list's new end, or away with both.
void follow_list(const Repository& repository, const Oid& dropped) {
  git_repository* raw = repository.handle().get();
  const auto log = take<OwnedReflog>("reading the list of stashes", git_reflog_read, raw, k_stash_ref);
  const git_reflog_entry* newest = git_reflog_entry_byindex(log.get(), 0);
  if (newest == nullptr) {
    update_ref(repository, k_stash_ref, dropped, {}, "stash dropped");
    return;
  }
  OwnedReference moved;
  git_reference* reference = nullptr;
  const git_oid expected = to_git(dropped);
  check(git_reference_create_matching(&reference, raw, k_stash_ref, git_reflog_entry_id_new(newest), 1, &expected,
                                      nullptr),
        "taking a stash off the list");
  moved.reset(reference);
}

}  // namespace

Oid push_stash(const Repository& repository, std::string_view message) {
  const Signature who = committer_identity(repository);
  const auto signature = take<OwnedSignature>("stashing changes", git_signature_new, who.name.c_str(),
                                              who.email.c_str(), who.when.seconds, who.when.offset_minutes);
  git_oid stash{};
  repository.handle().index_object = Repository::Handle::IndexObject::changed;
  check(git_stash_save(&stash, repository.handle().get(), signature.get(), std::string(message).c_str(),
                       GIT_STASH_KEEP_ALL),
        "putting the uncommitted changes aside");
  return from_git(stash);
}

std::optional<Oid> newest_stash(const Repository& repository) { return ref_target(repository, k_stash_ref); }

bool has_stash(const Repository& repository, const Oid& stash) {
  return find_stash(repository.handle().get(), stash).has_value() || newest_stash(repository) == stash;
}

void drop_stash(const Repository& repository, const Oid& stash) {
  git_repository* raw = repository.handle().get();
  if (const auto index = find_stash(raw, stash)) check(git_stash_drop(raw, *index), "taking a stash off the list");
  if (newest_stash(repository) == stash) follow_list(repository, stash);
}

}  // namespace mlxpatch::git
