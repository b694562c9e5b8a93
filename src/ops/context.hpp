#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/remote.hpp>
#include <mlxpatch/ops/operations.hpp>
#include <mlxpatch/queue/replay.hpp>
#include <mlxpatch/queue/store.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/workspace/run_lock.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

namespace mlxpatch::ops {

/// The branch tip at which branch and patch files last said the same; keeps its commits alive, too.
inline constexpr const char* k_exported_ref = "refs/mlxpatch/exported";
/// Where operations keep old and new tips and files: this prefix and the operation's number.
inline constexpr const char* k_operations_prefix = "refs/mlxpatch/operations/";

/// The project that a command was called in, as its files tell.
struct Project {
  workspace::Config config;
  std::optional<workspace::Lock> lock;
};

/// Reads the configuration (--config, else by walking up) and the lock file. Throws Error(usage).
Project open_project(const Place& place);

/// Whether the checkout's folder holds a repository (a clone that ended).
bool has_checkout(const Project& project);

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
  git::ObjectStore& store() { return *m_store; }
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
  std::unique_ptr<git::ObjectStore> m_store;
  std::map<git::Oid, std::string> m_descriptions;
  workspace::StateDirectory m_state;
  std::unique_ptr<workspace::RunLock> m_run_lock;
};

/// The branch's own commits, oldest first, on the upstream commit that they stand on.
struct BranchQueue {
  git::Oid base;
  std::vector<git::Oid> commits;
  git::Oid tip;
  /// Set where merges had to be straightened: `commits` are then new, in memory only, and give the tip's tree.
  bool straightened = false;
  std::vector<std::string> notes;
};

/// A name for objects that are never written to the disk.
git::Signature stand_in_identity();

/// The queue of a branch tip: on the newest upstream commit below it. Throws Error.
BranchQueue branch_queue(Fork& fork, const git::Oid& tip);

/// Throws Error naming what is under way and how to end it: an update of ours, or a merge, rebase, ... of the user's
/// own.
void refuse_while_under_way(Fork& fork);
/// Throws Error where HEAD is not on the queue branch.
void require_on_branch(Fork& fork);
/// Throws Error naming the files where tracked files have changes.
void require_clean_tree(Fork& fork, const std::string& hint);

/// Fetches the upstream as configured, with progress. Returns how many commits are new on the tracked branch.
std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter);
git::TransferOptions transfer_options(const workspace::Config& config, report::Reporter& reporter);

/// HEAD as the journal writes it: "ref: refs/heads/x" or 40 hexadecimal digits.
std::string head_text(const git::Repository& repository);

/// Who commits, and how text conflicts are marked, by the user's git configuration.
queue::ReplayOptions replay_options(Fork& fork, report::Reporter& reporter);

/// Adds a line for a folder of the project to its .gitignore, where the project lies in a git repository that does not
/// ignore the folder yet. Returns the new content, or nothing where none is needed.
std::optional<std::string> gitignore_with(const Project& project, const std::string& directory);

report::CommitLine commit_line(Fork& fork, const git::Oid& commit);
report::CommitLine commit_line(const queue::CommitInfo& info);

}  // namespace mlxpatch::ops
