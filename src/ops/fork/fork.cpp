#include "fork/fork.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/describe.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/checkout.hpp"
#include "fork/damage.hpp"
#include "fork/project.hpp"
#include "fork/stand_in_identity.hpp"
#include "fork/transfer.hpp"

namespace mlxpatch::ops {

namespace {

constexpr std::size_t k_shown_branches = 5;

std::filesystem::path existing_checkout(const Project& project) {
  const std::filesystem::path path = project.config.checkout_path();
  if (has_checkout(project)) return path;
  refuse_foreign_content(project);
  throw Error(fmt::format("there is no checkout at {} yet", path.string())).hint("mlxpatch setup");
}

}  // namespace

Fork::Fork(Project project, Access access, report::Reporter& reporter)
    : m_project(std::move(project)),
      m_access(access),
      m_checkout(existing_checkout(m_project), {config().root(), m_project.shown_checkout()},
                 transfer_options(config(), reporter)),
      m_resolutions(m_project) {
  m_checkout.watch(m_project.files_read);
}

void Fork::reload_lock_file() {
  m_project.files_read->forget();
  m_project.lock = read_lock(m_project);
}

std::string Fork::tracking_name() const { return config().checkout_remote + "/" + config().upstream_branch; }
std::string Fork::tracking_prefix() const { return "refs/remotes/" + config().checkout_remote + "/"; }
std::string Fork::tracking_ref() const { return tracking_prefix() + config().upstream_branch; }

std::optional<git::Oid> Fork::branch_tip() const { return git::ref_target(m_checkout.repository(), branch_ref()); }

git::Oid Fork::require_branch_tip() const {
  if (const auto tip = branch_tip()) return *tip;
  throw Error(fmt::format("the checkout has no branch {}", config().checkout_branch))
      .at(config().checkout_path().string())
      .hint("mlxpatch setup             build it from the patch files");
}

bool Fork::is_shallow() const {
  return std::filesystem::exists(m_checkout.repository().common_directory() / "shallow");
}

void Fork::require_remote() const {
  const std::string& remote = config().checkout_remote;
  if (transport::remote_url(m_checkout.repository(), remote)) return;
  throw Error(fmt::format("the checkout has no remote {}", remote))
      .at(config().checkout_path().string())
      .hint(m_checkout.git_command(
          fmt::format("remote add {} {}", remote, transport::address_word(config().upstream_url))))
      .hint("mlxpatch doctor            check the rest of the project");
}

git::Oid Fork::require_upstream_tip() const {
  if (const auto tip = git::ref_target(m_checkout.repository(), tracking_ref())) return *tip;
  require_remote();
  const std::string prefix = tracking_prefix();
  std::vector<std::string> names;
  for (const git::Ref& ref : git::refs_below(m_checkout.repository(), prefix))
    names.push_back(ref.name.substr(prefix.size()));
  Error error(names.empty()
                  ? "the upstream had no branch at all when it was last fetched"
                  : fmt::format("the upstream had no branch {} when it was last fetched", config().upstream_branch),
              ErrorKind::usage);
  error.at(fmt::format("{}: upstream.branch", config().file.string()));
  const std::vector<std::string> near = near_names(config().upstream_branch, names);
  for (const std::string& name : near) error.hint(fmt::format("branch = \"{}\"   is a branch of it", name));
  if (near.empty() && !names.empty()) {
    names.resize(std::min(names.size(), k_shown_branches));
    error.hint(fmt::format("branches that it has: {}", join(names, ", ")));
  }
  throw Error(error.hint("mlxpatch setup             fetch its branches again"));
}

const std::string& Fork::describe(const git::Oid& commit) {
  const auto known = m_descriptions.find(commit);
  if (known != m_descriptions.end()) return known->second;
  const std::optional<workspace::Lock>& lock = project().lock;
  const bool is_locked = lock && lock->base == commit && !lock->describe.empty();
  return m_descriptions.emplace(commit, is_locked ? lock->describe : objects::describe(store(), commit)).first->second;
}

std::optional<workspace::Pending> Fork::pending() {
  const auto text = m_checkout.state().pending_text();
  if (!text) return std::nullopt;
  return workspace::parse_pending(*text);
}

git::Oid Fork::exported_or_zero() {
  return git::ref_target(m_checkout.repository(), k_exported_ref).value_or(git::Oid{});
}

git::Signature Fork::committer() const {
  return m_access == Access::read ? stand_in_identity() : git::committer_identity(m_checkout.repository());
}

git::Signature Fork::author() const {
  return m_access == Access::read ? stand_in_identity() : git::author_identity(m_checkout.repository());
}

}  // namespace mlxpatch::ops
