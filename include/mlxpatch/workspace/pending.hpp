#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::workspace {

/// An update (or pick, or merge) that waits for a person at a conflict.
struct Pending {
  std::string command;  ///< "update", "pick"
  enum class Mode { rebase, merge } mode = Mode::rebase;
  std::uint64_t operation = 0;  ///< the journal's id of the operation that began it; `abort` goes back to before that
  std::string head_before;      ///< HEAD as text, before it began
  git::Oid branch_before;       ///< the queue branch's tip before it began
  git::Oid base;                ///< of the queue before it began
  git::Oid onto;                ///< where the queue goes in the end
  git::Oid stride;              ///< the upstream commit on which it stopped (equal to onto, or an earlier one)
  git::Oid prefix;              ///< HEAD at the stop: the last commit that was replayed
  std::vector<git::Oid> queue;  ///< all commits, as they were before
  /// What became of the queue's commits before the stop, in order.
  struct Done {
    git::Oid commit;
    git::Oid new_commit;  ///< zero: left out
    std::string state;    ///< "clean", "resolved", "upstreamed", "skipped", ...
    std::string by;       ///< upstream commit id, for upstreamed
  };
  std::vector<Done> done;
  std::vector<git::Oid> todo;      ///< commits that wait, the conflicting one first
  std::vector<std::string> paths;  ///< in conflict at the stop
  git::Oid autostash;              ///< a stash commit to put back at the end; zero: none
  bool by_hand = false;            ///< some patch was resolved by a person
  bool one_stride = false;
  bool dedup = true;
};

std::string serialize_pending(const Pending& pending);
/// Throws Error where the text is not ours.
Pending parse_pending(const std::string& text);

/// Changes that a run has put onto the stash and not brought back yet. Written before the stash is made, and removed
/// when the changes are back: what a killed run leaves here is finished by the next one.
struct SetAside {
  git::Oid list_before;  ///< refs/stash before; zero: there was none
  git::Oid stash;        ///< the stash's commit; zero: not known to be made
};

std::string serialize_set_aside(const SetAside& aside);
/// Throws Error where the text is not ours.
SetAside parse_set_aside(const std::string& text);

}  // namespace mlxpatch::workspace
