#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/text_change.hpp"

namespace mlxpatch::queue {

/// A change of a text that upstream has taken, of which one version of the file after the other is asked whether it
/// still has it. What belongs to the change itself is computed once.
class TakenChange {
 public:
  using Text = merge::TextMerger::Text;

  TakenChange(const Bytes& before, const Bytes& after);

  const TextChange& text() const { return m_change; }
  /// Whether a version has a run of the change no more: it has what was there before, which is so if a merge of the
  /// version with the run's reverse is clean and changes nothing. One flag for each run.
  std::vector<bool> runs_given_up_in(const Text& version);

 private:
  bool is_given_up(std::size_t run, const Text& version);
  bool may_be_cut_from(const Text& version, std::size_t run);

  TextChange m_change;
  merge::TextMerger m_merger;
  git::Oid m_compared;  ///< the last version that the other diffs were asked about
  std::vector<std::vector<diff::LineChange>> m_changes_of_it;  ///< what each says that it has changed
};

/// The changes that were asked about so far.
class TakenChanges {
 public:
  /// Both sides are texts. The reference is good until the next call.
  TakenChange& of(objects::ObjectStore& store, const objects::PathChange& change);

 private:
  std::map<std::pair<git::Oid, git::Oid>, TakenChange> m_changes;  ///< by the texts before and after
  std::size_t m_held = 0;                                          ///< bytes of text in them
};

}  // namespace mlxpatch::queue
