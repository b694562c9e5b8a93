#include "fork/fetch.hpp"

#include <cstddef>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/remote.hpp>

#include "fork/fork.hpp"
#include "fork/transfer.hpp"

namespace mlxpatch::ops {

std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter) {
  fork.require_remote();
  const auto before = git::ref_target(fork.repository(), fork.tracking_ref());
  transport::fetch(fork.repository(), fork.config().checkout_remote, transfer_options(fork.config(), reporter));
  const git::Oid after = fork.require_upstream_tip();
  const std::size_t count = before ? objects::count_between(fork.repository(), *before, after) : 0;
  reporter.on(report::Step{
      fmt::format("Fetched {}: {}", fork.tracking_name(), count == 0 ? "nothing new" : count_of(count, "new commit"))});
  return count;
}

}  // namespace mlxpatch::ops
