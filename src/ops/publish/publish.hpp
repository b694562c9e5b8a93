#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// Publishes all or nothing: writes the objects as one pack, opens a journal entry, updates worktree, refs (compare and
/// swap) and files, and closes the entry. On failure it reverts what was done and rethrows. Returns the operation's
/// number. Throws Error before the first write if files in the checkout would be overwritten, or if a ref does not have
/// its expected value. Requires the run lock.
std::uint64_t publish(Checkout& checkout, Publication publication, report::Reporter& reporter);

/// The warning that a command is done, but that `what` of its own could not be removed.
void warn_left_behind(std::string_view command, std::string_view what, report::Reporter& reporter);

}  // namespace mlxpatch::ops
