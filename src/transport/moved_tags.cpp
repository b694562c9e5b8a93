#include "moved_tags.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <git2.h>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

#include "tracking_refs.hpp"

namespace mlxpatch::transport {
namespace {

constexpr std::string_view k_tags = "refs/tags/";

/// What the branches and HEAD will name.
std::vector<git_oid> tips_after(const git::Repository& repository, const std::vector<TrackingMove>& moves) {
  std::vector<git_oid> tips;
  if (const auto head = git::head(repository).commit) tips.push_back(git::to_git(*head));
  for (const char* prefix : {"refs/heads/", "refs/remotes/"}) {
    for (const git::Ref& ref : git::refs_below(repository, prefix)) {
      const auto moved = std::ranges::find(moves, ref.name, &TrackingMove::name);
      if (moved == moves.end()) tips.push_back(git::to_git(ref.target));
    }
  }
  for (const TrackingMove& move : moves) {
    if (move.after && !move.name.starts_with(k_tags)) tips.push_back(git::to_git(move.after));
  }
  return tips;
}

/// Whether one of the tips has the commit that a tag names. What can't be told counts as no.
bool is_reached(const git::Repository& repository, const git::Oid& target, const std::vector<git_oid>& tips) {
  const git_oid id = git::to_git(target);
  git_object* raw = nullptr;
  if (git_object_lookup(&raw, repository.handle().get(), &id, GIT_OBJECT_ANY) < 0) return false;
  const git::Owned<git_object, git_object_free> object(raw);
  if (git_object_peel(&raw, object.get(), GIT_OBJECT_COMMIT) < 0) return false;
  const git::Owned<git_object, git_object_free> commit(raw);
  return git_graph_reachable_from_any(repository.handle().get(), git_object_id(commit.get()), tips.data(),
                                      tips.size()) == 1;
}

/// The name under which a ref's commits are kept: below refs/mlxpatch/.
std::string kept_name(const std::string& ref, const git::Oid& commit) {
  constexpr std::string_view k_refs = "refs/";
  return fmt::format("refs/mlxpatch/{}/{}", ref.substr(k_refs.size()), commit.short_hex());
}

void keep(const git::Repository& repository, const std::string& kept, const git::Oid& commit) {
  if (!git::ref_target(repository, kept)) git::update_ref(repository, kept, {}, commit, "mlxpatch fetch");
}

}  // namespace

void keep_removed_branches(const git::Repository& repository, const std::vector<TrackingMove>& moves) {
  std::vector<git_oid> tips;
  for (const TrackingMove& move : moves) {
    if (move.after || move.name.starts_with(k_tags)) continue;
    if (tips.empty()) tips = tips_after(repository, moves);
    if (!is_reached(repository, move.before, tips)) keep(repository, kept_name(move.name, move.before), move.before);
  }
}

void keep_moved_tags(const git::Repository& repository, const std::vector<TrackingMove>& moves,
                     const std::function<void(const std::string& tag, const std::string& kept)>& on_kept) {
  std::vector<git_oid> tips;
  for (const TrackingMove& move : moves) {
    if (!move.before || !move.after || !move.name.starts_with(k_tags)) continue;
    if (tips.empty()) tips = tips_after(repository, moves);
    if (is_reached(repository, move.before, tips)) continue;
    const std::string tag = move.name.substr(k_tags.size());
    const std::string kept = kept_name(move.name, move.before);
    keep(repository, kept, move.before);
    if (on_kept) on_kept(tag, kept);
  }
}

}  // namespace mlxpatch::transport
