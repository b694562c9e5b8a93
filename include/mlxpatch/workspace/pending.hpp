#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>

namespace mlxpatch::workspace {

/// An update (or pick, or merge) that is stopped at a conflict, or a patch that is being edited.
struct Pending {
  enum class Command { update, pick, edit } command = Command::update;
  enum class Mode { rebase, merge } mode = Mode::rebase;
  queue::ReplayPolicy policy;  ///< of the rest; on_conflict is always `stop`
  /// The journal's id of the operation that began it, before which `abort` goes back to; 0: the one about to be
  /// published.
  std::uint64_t operation = 0;
  std::string head_before;      ///< HEAD as text, before it began
  git::Oid branch_before;       ///< the queue branch's tip before it began
  git::Oid base;                ///< of the queue before it began
  git::Oid onto;                ///< where the queue goes in the end
  git::Oid stopped_on;          ///< the upstream commit on which it stopped: `onto`, or an earlier one
  git::Oid culprit;             ///< the upstream commit that broke the patch; zero: not known
  git::Oid prefix;              ///< HEAD at the stop: the last commit that was replayed
  std::vector<git::Oid> queue;  ///< all commits, as they were before
  /// What became of the queue's commits so far, over all stops.
  struct Done {
    git::Oid commit;                 ///< which of `queue`
    git::Oid new_commit;             ///< what it is below `prefix`; zero: left out
    std::string state;               ///< "clean", "upstreamed", "skipped", ...
    std::string by;                  ///< upstream commit id, for upstreamed
    std::string how;                 ///< how that is known
    std::vector<std::string> notes;  ///< for a person
    /// How many of its hunks an upstream commit took.
    struct TakenHunks {
      git::Oid since;
      std::size_t hunks = 0;
      friend bool operator==(const TakenHunks&, const TakenHunks&) = default;
    };
    std::vector<TakenHunks> taken{};
    std::size_t hunks_kept = 0;  ///< if some were taken
    struct LostLine {
      std::string path;
      std::string line;
      friend bool operator==(const LostLine&, const LostLine&) = default;
    };
    std::vector<LostLine> lost_lines{};  ///< in a clean merge
    friend bool operator==(const Done&, const Done&) = default;
  };
  std::vector<Done> done;
  std::vector<git::Oid> todo;       ///< commits still to replay, the conflicting one first
  std::vector<git::Oid> todo_from;  ///< for each of them, which of `queue` it was made from
  /// A conflict that a person resolved, now or before.
  struct Resolution {
    git::Oid commit;                    ///< which of `queue`
    git::Oid made;                      ///< the commit that the person's resolution became
    std::vector<std::string> reused{};  ///< keys of the remembered ones that it was made from, without a person
    friend bool operator==(const Resolution&, const Resolution&) = default;
  };
  std::vector<Resolution> resolutions;
  /// The whole queue as it was merged last, after a stop: what `finish` goes on from. Nothing before the first stop.
  struct Checkpoint {
    git::Oid on;                  ///< the upstream commit
    git::Oid tip;                 ///< of the queue on it
    std::vector<Done> done;       ///< as it was then
    std::size_t resolutions = 0;  ///< how many of `resolutions` there were
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
  };
  std::optional<Checkpoint> checkpoint;
  std::vector<std::string> paths;  ///< in conflict at the stop
  /// A text among them, by its three blobs; a side that does not have the file is zero.
  struct TextConflict {
    std::string path;
    git::Oid base;
    git::Oid ours;
    git::Oid theirs;
    git::Oid known;  ///< what the stop put into the file, as it was resolved before; zero: the file has markers
    friend bool operator==(const TextConflict&, const TextConflict&) = default;
  };
  std::vector<TextConflict> texts;
  /// What is done about a conflict that is remembered in all its texts.
  enum class Known { stop, reuse } known = Known::stop;
  git::Oid autostash;    ///< a stash commit to restore at the end; zero: none
  bool by_hand = false;  ///< some patch was resolved or left out by a person

  friend bool operator==(const Pending&, const Pending&) = default;
};

/// Whether it is stopped where a person edits a patch, and not at a conflict.
bool is_at_edited_patch(const Pending& pending);

/// "update", "pick" or "edit": as the state file, the journal and messages name it.
std::string_view name_of(Pending::Command command);

std::string serialize_pending(const Pending& pending);
/// Throws Error, naming the member, if the text is not a valid pending state.
Pending parse_pending(const std::string& text);

}  // namespace mlxpatch::workspace
