#include <mlxpatch/git/stash.hpp>

#include <optional>
#include <string>

#include "handle.hpp"

namespace mlxpatch::git {

namespace {

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

}  // namespace

Oid push_stash(const Repository& repository, std::string_view message) {
  const Signature who = committer_identity(repository);
  const auto signature = take<OwnedSignature>("stashing changes", git_signature_new, who.name.c_str(),
                                              who.email.c_str(), who.when.seconds, who.when.offset_minutes);
  git_oid stash{};
  check(git_stash_save(&stash, repository.handle().get(), signature.get(), std::string(message).c_str(),
                       GIT_STASH_DEFAULT),
        "putting the uncommitted changes aside");
  return from_git(stash);
}

bool pop_stash(const Repository& repository, const Oid& stash) {
  const auto index = find_stash(repository.handle().get(), stash);
  if (!index) return false;
  auto options = with_defaults(git_stash_apply_options_init, GIT_STASH_APPLY_OPTIONS_VERSION);
  options.flags = GIT_STASH_APPLY_REINSTATE_INDEX;
  const int code = git_stash_pop(repository.handle().get(), *index, &options);
  if (code == GIT_ECONFLICT || code == GIT_EMERGECONFLICT || code == GIT_EUNMERGED) return false;
  check(code, "putting the uncommitted changes back");
  return true;
}

}  // namespace mlxpatch::git
