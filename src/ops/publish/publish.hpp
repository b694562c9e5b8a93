#pragma once

#include <cstdint>
#include <string>

#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// Makes the publication true, whole or not at all: objects as one pack, a journal entry, worktree, refs (compare and
/// swap), files, and the entry's end. On failure what was done is taken back and the Error goes on. Returns the
/// operation's number. Throws Error before the first write if files in the checkout would be overwritten, or if a ref
/// does not hold its expected value. Only for the holder of the run lock.
std::uint64_t publish(Checkout& checkout, Publication publication, report::Reporter& reporter);

/// The ref that keeps what an operation changed, before and after.
std::string anchor_ref(std::uint64_t operation);

}  // namespace mlxpatch::ops
