#include "path_move.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::worktree {

std::vector<PathMove> path_moves(objects::ObjectStore& store, const CheckoutMove& move) {
  std::map<std::string, PathMove> conflicted;
  const auto add = [&](const std::vector<ConflictedPath>& conflicts, PathSide PathMove::* side) {
    for (const ConflictedPath& conflict : conflicts) {
      const auto [place, is_new] = conflicted.try_emplace(conflict.path);
      if (is_new) {
        place->second = {conflict.path,
                         {objects::entry_at(store, move.trees.from, conflict.path)},
                         {objects::entry_at(store, move.trees.to, conflict.path)}};
      }
      place->second.*side = {conflict.worktree, &conflict};
    }
  };
  add(move.conflicts_before, &PathMove::before);
  add(move.conflicts_after, &PathMove::after);

  std::vector<PathMove> moves;
  auto next = conflicted.begin();
  const auto add_conflicted_before = [&](const std::string* path) {
    for (; next != conflicted.end() && (!path || next->first < *path); ++next) moves.push_back(std::move(next->second));
  };
  for (objects::PathChange& change : objects::changes_between(store, move.trees.from, move.trees.to)) {
    add_conflicted_before(&change.path);
    if (next != conflicted.end() && next->first == change.path) continue;
    moves.push_back({std::move(change.path), {change.before}, {change.after}});
  }
  add_conflicted_before(nullptr);
  return moves;
}

}  // namespace mlxpatch::worktree
