#include "fork/fetch.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/remote.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/transfer.hpp"
#include "fork/upstream_address.hpp"

namespace mlxpatch::ops {

namespace {

constexpr std::size_t k_shown_branches = 5;

/// Upstream's branches that contain the commit, by name.
std::vector<std::string> branches_with(Fork& fork, const git::Oid& commit, const std::vector<std::string>& branches) {
  std::vector<std::string> names;
  for (const std::string& branch : branches) {
    if (names.size() == k_shown_branches) break;
    const auto tip = git::ref_target(fork.repository(), fork.tracking_prefix() + branch);
    if (tip && objects::is_ancestor(fork.repository(), commit, *tip)) names.push_back(branch);
  }
  return names;
}

Error lost(Fork& fork, const std::string& what_is_wrong) {
  Error error(what_is_wrong);
  error.doing("fetching from upstream").at(fmt::format("{}: upstream.branch", fork.config().file.string()));
  return error;
}

std::string going_on_from(const git::Oid& last) {
  return fmt::format("mlxpatch update --no-fetch     goes on with the last known commit, {}", last.short_hex());
}

[[noreturn]] void report_no_branches(Fork& fork, const git::Oid& last) {
  throw lost(fork, "the upstream has no branch at all any more (nothing was changed)")
      .hint("check that the repository there is still the upstream, and that no page to sign in answers in its place")
      .hint(going_on_from(last));
}

/// The followed branch was there at the last fetch and now is not: its last known commit stays the tip, so that
/// everything but fetching works on.
[[noreturn]] void report_lost_branch(Fork& fork, const git::Oid& last, const std::vector<std::string>& branches) {
  const std::vector<std::string> heirs = branches_with(fork, last, branches);
  try {
    if (!git::ref_target(fork.repository(), fork.tracking_ref())) {
      git::update_ref(fork.repository(), fork.tracking_ref(), {}, last, "mlxpatch: the last commit that is known");
    }
  } catch (const Error& error) {
    // A new branch may be in its way ("main/next").
    trace(fmt::format("keeping {}: {}", fork.tracking_ref(), error.what()));
  }
  Error error = lost(fork, fmt::format("the upstream no longer has the branch {}", fork.config().upstream_branch));
  for (const std::string& heir : heirs) {
    error.hint(
        fmt::format("branch = \"{}\"   a branch that has all its commits: follow it, then mlxpatch setup", heir));
  }
  if (heirs.empty()) {
    error.hint(
        fork.checkout().git_command("branch --remotes     lists its branches: follow one of them (upstream.branch)"));
  }
  throw Error(error.hint(going_on_from(last)));
}

/// What the fetch brought, for a person: how many commits are new, and how many are gone if upstream rewrote history.
std::string news(Fork& fork, const git::Oid& before, const git::Oid& after) {
  const std::size_t added = objects::count_between(fork.repository(), before, after);
  std::string words = added == 0 ? "nothing new" : count_of(added, "new commit");
  if (fork.is_shallow() || objects::is_ancestor(fork.repository(), before, after)) return words;
  const bool is_related = objects::merge_base(fork.repository(), before, after).has_value();
  return fmt::format("upstream has rewritten its history: {}, and {} no longer in it{}", words,
                     count_of(objects::count_between(fork.repository(), after, before), "commit is", "commits are"),
                     is_related ? "" : "; the two have nothing in common, so this may be another project");
}

/// Two fetches at once would take each other's directory and incoming refs for those of a killed one. A command that
/// only reads is in nobody's way otherwise, and holds the run lock for this long.
class LockedFetch {
 public:
  explicit LockedFetch(Checkout& checkout) : m_checkout(checkout), m_was_locked(checkout.is_locked()) {
    checkout.lock_if_unlocked();
  }
  ~LockedFetch() {
    if (!m_was_locked) m_checkout.unlock();
  }
  LockedFetch(const LockedFetch&) = delete;
  LockedFetch& operator=(const LockedFetch&) = delete;

 private:
  Checkout& m_checkout;
  bool m_was_locked;
};

}  // namespace

std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter) {
  fork.require_remote();
  const std::string& remote = fork.config().checkout_remote;
  const std::string url = transport::remote_url(fork.repository(), remote).value_or("");
  if (url != fork.config().upstream_url && has_new_url(fork)) {
    reporter.on(report::Warning{fmt::format("upstream.url in mlxpatch.toml is now {}, but {} is {}: run mlxpatch setup",
                                            transport::shown_url(fork.config().upstream_url), remote,
                                            transport::shown_url(url))});
  }
  auto before = git::ref_target(fork.repository(), fork.tracking_ref());
  if (before && !fork.store().contains(*before)) before.reset();
  const LockedFetch locked(fork.checkout());
  const std::vector<std::string> branches =
      transport::fetch(fork.repository(), remote, transfer_options(fork.config(), reporter));
  if (before && branches.empty()) report_no_branches(fork, *before);
  const bool is_there = std::binary_search(branches.begin(), branches.end(), fork.config().upstream_branch);
  if (before && !is_there) report_lost_branch(fork, *before, branches);
  const git::Oid after = fork.require_upstream_tip();
  const std::string what = before ? ": " + news(fork, *before, after) : "";
  reporter.on(report::Step{fmt::format("Fetched {}{}", fork.tracking_name(), what)});
  return before ? objects::count_between(fork.repository(), *before, after) : 0;
}

}  // namespace mlxpatch::ops
