#include <filesystem>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/worktree.hpp>

#include "context.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_worktree_name = "pristine";

/// The commit that was asked for: the base of the queue, upstream's tip, or any revision.
git::Oid commit_at(Fork& fork, const std::string& at) {
  if (at == "tip") return fork.require_upstream_tip();
  if (!at.empty()) return git::resolve_commit(fork.repository(), at);
  const auto& lock = fork.project().lock;
  if (!lock) return branch_queue(fork, fork.require_branch_tip()).base;
  if (const auto base = git::find_commit(fork.repository(), lock->base.hex())) return *base;
  throw Error(fmt::format("the checkout does not have the base {}", lock->base.hex()))
      .at(fork.config().lock_path().string())
      .hint(fmt::format("git -C {} fetch {}", fork.config().checkout_dir, fork.config().checkout_remote));
}

}  // namespace

report::Pristine pristine(const Place& place, const PristineOptions& options, report::Reporter& reporter) {
  Fork fork = Fork::open(place, Access::write);
  const std::string name = fork.config().checkout_dir + "-pristine";
  const std::filesystem::path directory = fork.config().root() / name;
  report::Pristine result;
  result.directory = name;
  if (options.action == PristineOptions::Action::remove) {
    result.removed = std::filesystem::exists(directory);
    if (!result.removed) throw Error("there is no such worktree").doing("removing it").at(directory.string());
    git::remove_worktree(fork.repository(), directory, k_worktree_name);
    return result;
  }
  const git::Oid commit = commit_at(fork, options.at);
  result.commit = commit_line(fork, commit);
  reporter.on(report::Step{fmt::format("Putting {} into {}", result.commit.describe, name)});
  git::put_worktree(fork.repository(), directory, k_worktree_name, commit);
  if (const auto ignore = gitignore_with(fork.project(), name)) {
    write_file(fork.config().root() / ".gitignore", *ignore);
    result.notes.push_back(fmt::format("added /{}/ to .gitignore, so that your own repository leaves it alone", name));
  }
  return result;
}

}  // namespace mlxpatch::ops
