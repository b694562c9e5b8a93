#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

#include "fork/branch_queue.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"

namespace mlxpatch::ops {

/// A fork with its queue, for a command that edits the queue as a whole.
class OpenQueue {
 public:
  /// Throws Error unless HEAD is on the branch, nothing is under way, and the patch files have no change that the
  /// branch does not have, nor are to be written since an update. All that holds for a dry run, too.
  OpenQueue(const Invocation& invocation, Effect effect, report::Reporter& reporter);

  Fork& fork() { return m_fork; }
  const BranchQueue& branch() const { return m_branch; }
  const std::vector<PatchTitle>& titles() const { return m_titles; }

  /// The places of the patches that the words name, each once, in the order of the words. Throws Error(usage).
  std::vector<std::size_t> places_of(const std::vector<std::string>& requested, std::string_view command) const;
  /// The places of all patches but these, in their order.
  std::vector<std::size_t> all_but(const std::vector<std::size_t>& places) const;
  /// The names of patches, for a sentence: "a.patch, b.patch".
  std::string names_of(const std::vector<std::size_t>& places) const;

  /// How its patches are merged and committed, under their names.
  queue::ReplayOptions replay_options(report::Reporter& reporter);
  /// The queue with its patches in this order.
  queue::Rearranged rearranged(const std::vector<std::size_t>& order, report::Reporter& reporter);

  /// Throws Error naming the first patch that can't be in the new order. `doing` is for the message.
  void refuse_obstacles(const queue::Rearranged& made, const std::string& doing) const;
  /// Throws Error unless the edited queue ends at the branch's tree.
  void require_same_tree(const queue::EditedQueue& made, const std::string& doing);

  /// publish_as() touches no file of the worktree, although the branch ends at another tree, and moves the index from
  /// one tree to the other.
  void keep_worktree(worktree::TreeMove index) { m_index = index; }
  const std::optional<worktree::TreeMove>& index_move() const { return m_index; }

  /// Publishes the edited queue with its patch files; on a dry run only says what that would be. `dropped` has a reason
  /// for each patch that leaves. Completes the report. `summary` is for the history.
  report::QueueEdit publish_as(const queue::EditedQueue& made, const DroppedPatches& dropped,
                               const std::string& summary, report::QueueEdit report, report::Reporter& reporter);

 private:
  Effect m_effect;
  Fork m_fork;
  BranchQueue m_branch;
  queue::PatchDirectory m_files;
  std::map<git::Oid, std::string> m_names;  ///< of the patch files, by commit
  std::vector<PatchTitle> m_titles;
  std::optional<worktree::TreeMove> m_index;
};

}  // namespace mlxpatch::ops
