#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

namespace mlxpatch::ops {

struct EditOptions {
  std::string patch;
};

/// Stops at a patch, as an update does at a conflict: HEAD is detached at the patches before it, and index and worktree
/// hold the patch. `continue` amends it and carries the later ones on, `abort` goes back. Throws Error, with nothing
/// changed, if there are uncommitted changes.
report::EditedPatch edit_patch(const Invocation& invocation, const EditOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
