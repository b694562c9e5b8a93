#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/workspace/run_lock.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/checkout.hpp"
#include "fork/project.hpp"
#include "fork/resolutions.hpp"

namespace mlxpatch::ops {

/// The branch tip at which branch and patch files last agreed. Also keeps its commits alive.
inline constexpr const char* k_exported_ref = "refs/mlxpatch/exported";

enum class Access { read, write };

/// The fork that an operation works on: project and opened checkout. Operations get theirs from open_fork().
class Fork {
 public:
  /// Opens the checkout and does nothing else. Throws Error, with `mlxpatch setup` as the next step if there is none.
  Fork(Project project, Access access, report::Reporter& reporter);

  const Project& project() const { return m_project; }
  const workspace::Config& config() const { return m_project.config; }
  Access access() const { return m_access; }
  Checkout& checkout() { return m_checkout; }
  const Checkout& checkout() const { return m_checkout; }
  /// The checkout as a person in the current directory types it; empty if that is the current directory.
  const std::string& directory() const { return m_checkout.directory(); }
  git::Repository& repository() { return m_checkout.repository(); }
  objects::ObjectStore& store() { return m_checkout.store(); }
  workspace::StateDirectory& state() { return m_checkout.state(); }
  /// What is remembered of conflicts.
  Resolutions& resolutions() { return m_resolutions; }
  /// Reads mlxpatch.lock again, which a recovery may have written.
  void reload_lock_file();

  std::string branch_ref() const { return "refs/heads/" + config().checkout_branch; }
  std::string tracking_ref() const;
  /// What the names of all remote-tracking branches begin with: "refs/remotes/upstream/".
  std::string tracking_prefix() const;
  /// "upstream/main"
  std::string tracking_name() const;

  std::optional<git::Oid> branch_tip() const;
  /// The queue branch's tip. Throws Error if there is no such branch.
  git::Oid require_branch_tip() const;
  /// The newest known commit of the tracked upstream branch. Throws Error with similar names if the branch does not
  /// exist.
  git::Oid require_upstream_tip() const;
  /// Whether the clone has only the newest part of upstream's history (fetch.depth).
  bool is_shallow() const;
  /// Throws Error if the checkout does not have the upstream's remote.
  void require_remote() const;
  std::optional<workspace::Pending> pending();
  /// The branch tip at which branch and patch files last agreed; zero if they never did.
  git::Oid exported_or_zero();
  /// `git describe` of a commit. The locked base keeps the description in the lock, whatever tags upstream adds later,
  /// so that the lock changes only with the base.
  const std::string& describe(const git::Oid& commit);
  /// The committer and author of new commits. An operation that publishes nothing gets a stand-in, so it also runs
  /// where git has no identity, as in CI.
  git::Signature committer() const;
  git::Signature author() const;

 private:
  Project m_project;
  Access m_access;
  Checkout m_checkout;
  Resolutions m_resolutions;
  std::map<git::Oid, std::string> m_descriptions;
};

}  // namespace mlxpatch::ops
