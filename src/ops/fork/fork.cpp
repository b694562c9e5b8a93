#include "fork/fork.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/describe.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/transport/promised_objects.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/workspace/run_lock.hpp>

#include "fork/project.hpp"
#include "fork/stand_in_identity.hpp"
#include "fork/transfer.hpp"
#include "publish/autostash.hpp"
#include "publish/publish.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

git::Repository open_checkout(const Project& project) {
  const std::filesystem::path path = project.config.checkout_path();
  if (!has_checkout(project)) {
    throw Error(fmt::format("there is no checkout at {} yet", path.string())).hint("mlxpatch setup");
  }
  return git::Repository::open(path);
}

}  // namespace

Fork::Fork(Project project, Access access, report::Reporter& reporter)
    : m_project(std::move(project)),
      m_access(access),
      m_repository(open_checkout(m_project)),
      m_store(std::make_unique<objects::ObjectStore>(
          m_repository,
          std::make_unique<transport::PromisedObjects>(m_repository, transfer_options(config(), reporter)))),
      m_state(m_repository.git_directory()) {
  set_trace_file(m_state.trace_log());
  const bool left_open = m_state.open_operation().has_value();
  // A run that is alive has its changes aside, too.
  const bool left_aside =
      has_changes_aside(m_state) && (access == Access::write || !workspace::RunLock::is_held(m_state.run_lock_file()));
  if (access == Access::read && !left_open && !left_aside) return;
  m_run_lock = std::make_unique<workspace::RunLock>(m_state.run_lock_file());
  m_state.remove_leftovers();
  remove_own_ref_locks(m_repository);
  if (left_open) {
    finish_open_operation(*this);
    m_project.lock = workspace::read_lock(config().lock_path());
  }
  recover_changes_aside(*this, reporter);
  if (access == Access::read) m_run_lock.reset();
}

std::string Fork::tracking_name() const { return config().checkout_remote + "/" + config().upstream_branch; }
std::string Fork::tracking_ref() const { return "refs/remotes/" + tracking_name(); }

std::optional<git::Oid> Fork::branch_tip() const { return git::ref_target(m_repository, branch_ref()); }

git::Oid Fork::require_branch_tip() const {
  if (const auto tip = branch_tip()) return *tip;
  throw Error(fmt::format("the checkout has no branch {}", config().checkout_branch))
      .at(config().checkout_path().string())
      .hint("mlxpatch setup             make it from the patch files");
}

void Fork::require_remote() const {
  const std::string& remote = config().checkout_remote;
  if (transport::remote_url(m_repository, remote)) return;
  throw Error(fmt::format("the checkout has no remote {}", remote))
      .at(config().checkout_path().string())
      .hint(fmt::format("git -C {} remote add {} {}", config().checkout_dir, remote, config().upstream_url))
      .hint("mlxpatch doctor            what else is not in place");
}

git::Oid Fork::require_upstream_tip() const {
  if (const auto tip = git::ref_target(m_repository, tracking_ref())) return *tip;
  require_remote();
  const std::string prefix = "refs/remotes/" + config().checkout_remote + "/";
  std::vector<std::string> names;
  for (const git::Ref& ref : git::refs_below(m_repository, prefix)) names.push_back(ref.name.substr(prefix.size()));
  Error error(fmt::format("the upstream has no branch {}", config().upstream_branch), ErrorKind::usage);
  error.at(fmt::format("{}: upstream.branch", config().file.string()));
  for (const std::string& near : near_names(config().upstream_branch, names)) {
    error.hint(fmt::format("branch = \"{}\"   is a branch of it", near));
  }
  if (names.empty()) error.hint("mlxpatch setup             fetch its branches");
  throw error;
}

const std::string& Fork::describe(const git::Oid& commit) {
  const auto known = m_descriptions.find(commit);
  if (known != m_descriptions.end()) return known->second;
  const std::optional<workspace::Lock>& lock = project().lock;
  const bool is_locked = lock && lock->base == commit && !lock->describe.empty();
  return m_descriptions.emplace(commit, is_locked ? lock->describe : objects::describe(store(), commit)).first->second;
}

std::optional<workspace::Pending> Fork::pending() const {
  const auto text = m_state.pending_text();
  if (!text) return std::nullopt;
  return workspace::parse_pending(*text);
}

git::Signature Fork::committer() const {
  return m_access == Access::read ? stand_in_identity() : git::committer_identity(m_repository);
}

git::Signature Fork::author() const {
  return m_access == Access::read ? stand_in_identity() : git::author_identity(m_repository);
}

}  // namespace mlxpatch::ops
