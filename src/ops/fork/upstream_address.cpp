#include "fork/upstream_address.hpp"

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

void record_followed_url(Fork& fork) {
  try {
    const std::string shown = transport::shown_url(fork.config().upstream_url);
    if (fork.state().followed_url() != shown) fork.state().set_followed_url(shown);
  } catch (const Error& error) {
    trace(fmt::format("the followed address is not recorded: {}", error.what()));
  }
}

bool has_new_url(Fork& fork) {
  const auto followed = fork.state().followed_url();
  if (!followed) return false;
  const std::string& url = fork.config().upstream_url;
  const std::string shown = transport::shown_url(url);
  if (transport::shown_url(*followed) != shown) return true;
  // What is recorded has no password. The remote has.
  const auto known = transport::remote_url(fork.repository(), fork.config().checkout_remote);
  return known && *known != url && transport::shown_url(*known) == shown;
}

UpstreamGuard::UpstreamGuard(Fork& fork)
    : m_fork(fork), m_url(transport::remote_url(fork.repository(), fork.config().checkout_remote)), m_refs(refs()) {}

UpstreamGuard::~UpstreamGuard() {
  if (m_is_kept) return;
  try {
    const InterruptHold hold;
    restore();
  } catch (const std::exception& error) {
    // The failure that led here is what a person needs to read.
    trace(fmt::format("restoring what is known of the upstream: {}", error.what()));
  }
}

std::vector<git::Ref> UpstreamGuard::refs() const {
  std::vector<git::Ref> all = git::refs_below(m_fork.repository(), m_fork.tracking_prefix());
  for (git::Ref& tag : git::refs_below(m_fork.repository(), "refs/tags/")) all.push_back(std::move(tag));
  return all;
}

void UpstreamGuard::restore() const {
  constexpr std::string_view k_reason = "mlxpatch: restored";
  const std::string& remote = m_fork.config().checkout_remote;
  if (m_url && transport::remote_url(m_fork.repository(), remote) != m_url) {
    transport::set_remote(m_fork.repository(), remote, *m_url);
  }
  std::map<std::string, git::Oid> before;
  for (const git::Ref& ref : m_refs) before.emplace(ref.name, ref.target);
  // What is new goes first: "a" can't come back while there is "a/b".
  for (const git::Ref& now : refs()) {
    const auto known = before.find(now.name);
    if (known == before.end()) {
      git::update_ref(m_fork.repository(), now.name, now.target, {}, k_reason);
    } else if (known->second == now.target) {
      before.erase(known);
    }
  }
  for (const auto& [name, target] : before) {
    const git::Oid now = git::ref_target(m_fork.repository(), name).value_or(git::Oid{});
    git::update_ref(m_fork.repository(), name, now, target, k_reason);
  }
}

}  // namespace mlxpatch::ops
