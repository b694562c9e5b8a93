#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Who talks to the remote: the git program (with the user's credential helpers, ssh and proxy settings), libgit2, or
/// `automatic`: git if it is installed, else libgit2. An automatic clone of a repository on this machine runs no
/// program.
enum class Transport { automatic, git, libgit2 };

struct TransferProgress {
  std::string_view stage;  ///< "Counting objects", "Receiving objects", "Resolving deltas", ...
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: unknown
};

struct TransferOptions {
  Transport transport = Transport::automatic;
  std::chrono::seconds timeout{0};  ///< how long the server may be silent; 0: a minute
  int depth = 0;                    ///< history depth; 0: all of it. Only with git
  std::string filter;               ///< partial clone filter, e.g. "blob:none"; empty: none. Only with git
  std::function<void(const TransferProgress&)> on_progress;
  /// Of a fetch: upstream has moved a tag. What it named is on no branch, and is kept by the ref `kept`.
  std::function<void(const std::string& tag, const std::string& kept)> on_kept_tag;
};

}  // namespace mlxpatch::transport
