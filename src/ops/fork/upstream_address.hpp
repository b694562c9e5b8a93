#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/refs.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Records the value of upstream.url that the checkout's remote is made for, without a password. The remote itself may
/// have another address: that of `setup --upstream`. What can't be written is left out: it only spares a later setup a
/// question.
void record_followed_url(Fork& fork);

/// Whether upstream.url was changed since the last setup, be it in its password only.
bool has_new_url(Fork& fork);

/// What the checkout knows of its upstream: the remote's address, the tracking branches and the tags. The destructor
/// restores it, unless keep() was called: an operation that fails leaves it as it was.
class UpstreamGuard {
 public:
  explicit UpstreamGuard(Fork& fork);
  ~UpstreamGuard();
  UpstreamGuard(const UpstreamGuard&) = delete;
  UpstreamGuard& operator=(const UpstreamGuard&) = delete;

  void keep() { m_is_kept = true; }

 private:
  std::vector<git::Ref> refs() const;
  void restore() const;

  Fork& m_fork;
  std::optional<std::string> m_url;
  std::vector<git::Ref> m_refs;
  bool m_is_kept = false;
};

}  // namespace mlxpatch::ops
