#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The upstream commit that patches are made for, and how it was found, for a person.
struct FoundBase {
  git::Oid commit;
  std::string reason;
};

/// The lock's base, where there is a lock. Else the newest commit of the tracked upstream branch which has the blobs
/// that the patches' `index` lines name; where they name none, the newest one on which every patch applies exactly. An
/// empty queue stands on the tip. Throws Error where no commit qualifies, or where the lock's commit is not upstream's.
FoundBase find_base(Fork& fork, const queue::PatchDirectory& folder);

}  // namespace mlxpatch::ops
