#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::objects {

/// Fetches the objects that a partial clone has left with its remotes. An object store is handed one, so it needs to
/// know nothing of the network.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Whether a remote may have objects that the repository lacks. False in a complete one; then fetch() is never
  /// called.
  virtual bool is_partial() = 0;
  /// Fetches the objects into the repository. Throws Error if no remote has them.
  virtual void fetch(const std::vector<git::Oid>& oids) = 0;
};

}  // namespace mlxpatch::objects
