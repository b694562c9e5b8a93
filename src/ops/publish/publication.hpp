#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::ops {

/// Everything that an operation changes, fully computed before the first byte is written. Empty members mean no change.
struct Publication {
  std::string command;                   ///< for the history: "update"
  std::string summary;                   ///< one line
  std::optional<std::string> head;       ///< HEAD afterwards, as head_text() writes it
  std::vector<workspace::RefMove> refs;  ///< with the values that they are expected to hold now
  git::Oid tree_before;                  ///< what worktree and index hold now; zero with tree_after: an empty directory
  git::Oid tree_after;                   ///< zero: worktree and index are not touched
  /// For an operation that touches no file of the worktree: trees of the index now and afterwards. Only the entries at
  /// the paths at which they differ count. Zero: the index is not touched by itself.
  git::Oid index_before;
  git::Oid index_after;
  /// What becomes of an entry of the index that is neither's: the publication is refused, or the entry stays.
  enum class StagedSince { refuse, keep } staged_since = StagedSince::refuse;
  std::vector<worktree::ConflictedPath> conflicts;          ///< left in index and worktree
  std::map<std::string, std::optional<std::string>> files;  ///< project files: new content, std::nullopt: removed
  std::optional<workspace::Pending> pending;  ///< the conflict at which it stops; `operation` 0 becomes this one's
  git::Oid cherry_pick;                       ///< CHERRY_PICK_HEAD afterwards; zero: none
  std::string message;                        ///< MERGE_MSG for it
  std::vector<git::Oid> keep;                 ///< commits to keep alive that may otherwise be unreachable
  std::vector<git::Oid> resolutions;          ///< as in workspace::Operation; kept alive, too
  std::uint64_t undoes = 0;                   ///< the operation that this one undoes
};

}  // namespace mlxpatch::ops
