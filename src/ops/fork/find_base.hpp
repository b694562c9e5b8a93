#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The upstream commit that the patches are made for, and how it was found, for a message.
struct FoundBase {
  git::Oid commit;
  std::string reason;
};

/// The lock's base if there is a lock. Otherwise the newest commit of the tracked upstream branch that has the blobs
/// named by the patches' `index` lines; if they name none, the newest one on which every patch applies exactly. The
/// base of an empty queue is the tip. Throws Error if no commit qualifies, or if the lock's commit is not in upstream's
/// history.
FoundBase find_base(Fork& fork, const queue::PatchDirectory& patch_directory);

}  // namespace mlxpatch::ops
