#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/event.hpp>

namespace mlxpatch::ops {

struct DraftOptions {
  std::string path;                 ///< in the checkout or from the current directory; empty: all files in conflict
  std::optional<std::size_t> take;  ///< the draft to write, by its number
};

/// Shows the drafts for the regions of a stop, or writes one of them into the worktree, in place of the region's
/// markers, and of moved code the patch's change into the other file. Throws Error, with nothing changed, if the
/// markers, or the moved lines, are not there any more as they were written. The index is not touched: the file stays
/// unmerged, and the journal has no entry for it.
report::Drafts draft(const Invocation& invocation, const DraftOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
