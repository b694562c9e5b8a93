#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// Brings what a partial clone has left with its remotes. An object store is handed one, and so knows no network.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Whether objects may be with a remote only; false in a whole repository, where fetch() is never called.
  virtual bool is_partial() = 0;
  /// Brings the objects into the repository. Throws Error if no remote gives them.
  virtual void fetch(const std::vector<git::Oid>& oids) = 0;
};

}  // namespace mlxpatch::objects
