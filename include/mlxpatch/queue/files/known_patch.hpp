#pragma once

#include <optional>
#include <string>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::queue {

/// A patch file, and what is known of the commit that it belongs to.
struct KnownPatch {
  std::string name;
  git::Oid commit;                       ///< it was written from; zero if that is not known
  std::string subject;                   ///< of the file, for want of a commit
  std::optional<git::Signature> author;  ///< likewise
};

}  // namespace mlxpatch::queue
