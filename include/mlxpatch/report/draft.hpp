#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::report {

/// Why a text may be what a person would make of a conflict.
enum class DraftKind {
  moved,          ///< the region's code is in another file now: the patch's change is made there
  already_there,  ///< upstream has what the patch adds: its side is taken
  agreement,      ///< two independent ways to merge give the same, and none gives anything else
  both_orders,    ///< both sides only add lines at one place: one side's come first
};

/// How often drafts of a kind were what the maintainers of real queues shipped; of `both_orders`, one of the two.
struct DraftRecord {
  std::size_t right = 0;
  std::size_t of = 0;
};

/// A possible resolution of a region in conflict.
struct ConflictDraft {
  std::size_t number = 0;  ///< from 1, over all regions of the stop
  DraftKind kind = DraftKind::agreement;
  DraftRecord record;
  std::string text;        ///< in place of the region's markers
  std::string other_path;  ///< of `moved`: the file in the checkout in which the patch's change is made
  std::string diff;        ///< hunks: against upstream's side, or of `moved` against the other file
};

/// What is between markers, or was when the update stopped.
struct ConflictRegion {
  std::size_t number = 0;  ///< from 1, over all files of the stop
  std::string path;        ///< in the checkout
  std::size_t line = 0;    ///< where its markers are, from 1; 0: they are not there any more as they were written
  std::vector<ConflictDraft> drafts;
};

/// What `draft` shows of a stop.
struct Drafts {
  Command operation = Command::update;  ///< which is stopped
  std::string directory;                ///< the checkout's, from the current directory
  std::vector<ConflictRegion> regions;  ///< of the files that were asked for
  std::optional<std::size_t> taken;     ///< the draft that was written
  std::vector<std::string> written;     ///< the files in the checkout that it changed
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report
