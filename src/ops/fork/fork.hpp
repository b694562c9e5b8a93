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

#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The branch tip at which branch and patch files last said the same; keeps its commits alive, too.
inline constexpr const char* k_exported_ref = "refs/mlxpatch/exported";

enum class Access { read, write };

/// The fork that an operation works on: project and opened checkout. `write` holds the run lock; either way an
/// operation that a crash left open is finished before anything else, and changes that it had put aside come back.
class Fork {
 public:
  /// Throws Error, with `mlxpatch setup` as the next step where there is no checkout.
  Fork(Project project, Access access, report::Reporter& reporter);
  static Fork open(const Place& place, Access access, report::Reporter& reporter) {
    return Fork(open_project(place), access, reporter);
  }

  const Project& project() const { return m_project; }
  const workspace::Config& config() const { return m_project.config; }
  git::Repository& repository() { return m_repository; }
  objects::ObjectStore& store() { return *m_store; }
  workspace::StateDirectory& state() { return m_state; }

  std::string branch_ref() const { return "refs/heads/" + config().checkout_branch; }
  std::string tracking_ref() const;
  /// "upstream/main"
  std::string tracking_name() const;

  std::optional<git::Oid> branch_tip() const;
  /// The queue branch's tip; throws Error where there is none.
  git::Oid require_branch_tip() const;
  /// The tracked upstream branch's newest known commit; throws Error listing near names.
  git::Oid require_upstream_tip() const;
  /// Throws Error where the checkout does not have the upstream's remote.
  void require_remote() const;
  std::optional<workspace::Pending> pending() const;
  /// `git describe` of a commit. The locked base keeps what the lock says, whatever tags upstream adds: a base that
  /// stays does not change the lock.
  const std::string& describe(const git::Oid& commit);
  /// Who commits and writes. An operation that publishes nothing needs no identity (CI has none): a stand-in serves.
  git::Signature committer() const;
  git::Signature author() const;

 private:
  Project m_project;
  Access m_access;
  git::Repository m_repository;
  std::unique_ptr<objects::ObjectStore> m_store;
  std::map<git::Oid, std::string> m_descriptions;
  workspace::StateDirectory m_state;
  std::unique_ptr<workspace::RunLock> m_run_lock;
};

}  // namespace mlxpatch::ops
