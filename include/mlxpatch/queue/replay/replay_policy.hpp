#pragma once

namespace mlxpatch::queue {

/// How a queue is replayed. One value for a command's options, the pending state of an unfinished update and the
/// engine.
struct ReplayPolicy {
  /// `incremental`: first over each upstream commit in turn, which tells what upstream took and which commit breaks a
  /// patch; `direct`: straight to the target.
  enum class Range { incremental, direct } range = Range::incremental;
  /// Whether a patch whose patch-id an upstream commit has leaves the queue.
  enum class Dedup { by_patch_id, off } dedup = Dedup::by_patch_id;
  /// `keep_going` tries the rest of the queue without a patch that conflicts.
  enum class OnConflict { stop, keep_going } on_conflict = OnConflict::stop;

  friend bool operator==(const ReplayPolicy&, const ReplayPolicy&) = default;
};

}  // namespace mlxpatch::queue
