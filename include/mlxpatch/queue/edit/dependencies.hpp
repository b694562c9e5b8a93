#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// An earlier patch that a patch can't do without.
struct Need {
  std::size_t patch = 0;           ///< its index in the queue
  std::vector<std::string> paths;  ///< where the two may meet, sorted; at least one

  friend bool operator==(const Need&, const Need&) = default;
};

/// Which patches of a queue need which others.
///
/// Two neighbours commute if they can be applied in the other order, too: both merge cleanly, as git's cherry-pick
/// merges, each makes the change that it made before, and they end at the same tree. It is the same change if the same
/// lines come and go in the same files, in the same order, whatever is around them: it has the same `git patch-id
/// --stable` without context lines (of `git diff -U0`), or its hunks can be put so that they make the one file of the
/// other (a diff may align the lines of one change in two ways). Changes of adjacent lines do not commute, for they
/// conflict in git's merges; those with one line between them do.
///
/// Two patches that are not neighbours are first made so: the earlier one is taken up to the later one. What lies
/// between and needs the earlier one goes up with it; the rest stays below. The later one needs the earlier one
///
/// - indirectly, if it needs one of those that went up as well;
/// - directly, if it does not, but does not commute with all of them together;
/// - not at all, if it does commute with them.
///
/// So direct needs are the fewest from which all others follow, and a patch with those that it needs, in their order,
/// can be applied to the base alone. A patch that takes back what another one did needs it, too.
class Dependencies {
 public:
  /// `needs` has the direct needs of each patch, which are of earlier patches, in their order.
  explicit Dependencies(std::vector<std::vector<Need>> needs);

  std::size_t patches() const { return m_needs.size(); }
  /// The direct ones, in the order of the queue.
  const std::vector<Need>& needs_of(std::size_t patch) const { return m_needs.at(patch); }
  /// The patches that need this one directly, in the order of the queue.
  const std::vector<std::size_t>& needing(std::size_t patch) const { return m_needing.at(patch); }
  /// All patches that this one needs, directly or not, in the order of the queue.
  std::vector<std::size_t> all_needs_of(std::size_t patch) const;
  /// All patches that need this one, directly or not, in the order of the queue.
  std::vector<std::size_t> all_needing(std::size_t patch) const;

 private:
  std::vector<std::vector<Need>> m_needs;
  std::vector<std::vector<std::size_t>> m_needing;
};

/// Finds them for the patches of a queue (`commits`: oldest first, one parent each). Of the options, only how to merge
/// counts. Nothing is put into the store. Patches that change different files, or the same ones far enough apart, cost
/// no merge (PatchedText says what is far enough). Throws Error if a commit does not have exactly one parent.
Dependencies find_dependencies(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                               const ReplayOptions& options);

}  // namespace mlxpatch::queue
