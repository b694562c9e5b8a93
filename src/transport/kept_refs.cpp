#include "kept_refs.hpp"

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

/// What is on a branch or HEAD once the moves are made.
class Reached {
 public:
  Reached(const git::Repository& repository, const std::vector<TrackingMove>& moves)
      : m_repository(repository), m_moves(moves) {}

  /// Whether one of the tips has the commit that a ref names. What can't be told counts as no.
  bool has(const git::Oid& target) {
    if (m_tips.empty()) find_tips();
    const git_oid id = git::to_git(target);
    git_object* raw = nullptr;
    if (git_object_lookup(&raw, m_repository.handle().get(), &id, GIT_OBJECT_ANY) < 0) return false;
    const git::Owned<git_object, git_object_free> object(raw);
    if (git_object_peel(&raw, object.get(), GIT_OBJECT_COMMIT) < 0) return false;
    const git::Owned<git_object, git_object_free> commit(raw);
    return git_graph_reachable_from_any(m_repository.handle().get(), git_object_id(commit.get()), m_tips.data(),
                                        m_tips.size()) == 1;
  }

 private:
  void find_tips() {
    if (const auto head = git::head(m_repository).commit) m_tips.push_back(git::to_git(*head));
    for (const char* prefix : {"refs/heads/", "refs/remotes/"}) {
      for (const git::Ref& ref : git::refs_below(m_repository, prefix)) {
        const auto moved = std::ranges::find(m_moves, ref.name, &TrackingMove::name);
        if (moved == m_moves.end()) m_tips.push_back(git::to_git(ref.target));
      }
    }
    for (const TrackingMove& move : m_moves) {
      if (move.after && !move.name.starts_with(k_tags)) m_tips.push_back(git::to_git(move.after));
    }
  }

  const git::Repository& m_repository;
  const std::vector<TrackingMove>& m_moves;
  std::vector<git_oid> m_tips;  ///< empty until they are needed
};

/// Keeps what a ref names, and returns the name under which: the ref's own, below refs/mlxpatch/.
std::string keep(const git::Repository& repository, const TrackingMove& move) {
  constexpr std::string_view k_refs = "refs/";
  const std::string kept = fmt::format("refs/mlxpatch/{}/{}", move.name.substr(k_refs.size()), move.before.short_hex());
  if (!git::ref_target(repository, kept)) git::update_ref(repository, kept, {}, move.before, "mlxpatch fetch");
  return kept;
}

}  // namespace

void keep_removed_branches(const git::Repository& repository, const std::vector<TrackingMove>& moves) {
  Reached reached(repository, moves);
  for (const TrackingMove& move : moves) {
    if (move.after || move.name.starts_with(k_tags)) continue;
    if (!reached.has(move.before)) keep(repository, move);
  }
}

void keep_moved_tags(const git::Repository& repository, const std::vector<TrackingMove>& moves,
                     const std::function<void(const std::string& tag, const std::string& kept)>& on_kept) {
  Reached reached(repository, moves);
  for (const TrackingMove& move : moves) {
    if (!move.before || !move.after || !move.name.starts_with(k_tags) || reached.has(move.before)) continue;
    const std::string kept = keep(repository, move);
    if (on_kept) on_kept(move.name.substr(k_tags.size()), kept);
  }
}

}  // namespace mlxpatch::transport
