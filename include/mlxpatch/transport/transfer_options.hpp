#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Who talks to the remote: the git program (the user's credential helpers, ssh and proxy settings), libgit2, or
/// `automatic`: git where there is one, else libgit2; but a clone of what lies on this machine needs neither.
enum class Transport { automatic, git, libgit2 };

struct TransferProgress {
  std::string_view stage;  ///< "Counting objects", "Receiving objects", "Resolving deltas", ...
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
};

struct TransferOptions {
  Transport transport = Transport::automatic;
  std::chrono::seconds timeout{0};  ///< without any sign of life from the server; 0: a minute
  int depth = 0;                    ///< history depth; 0: whole. Only with git
  std::string filter;               ///< partial clone filter, e.g. "blob:none"; empty: none. Only with git
  std::function<void(const TransferProgress&)> on_progress;
};

}  // namespace mlxpatch::transport
