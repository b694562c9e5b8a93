#include <mlxpatch/ops/pristine.hpp>

#include <filesystem>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/worktree/linked_worktree.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"
#include "fork/user_operation.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_worktree_name = "pristine";

/// The requested commit: the base of the queue, upstream's tip, or any revision.
git::Oid commit_at(Fork& fork, const std::string& at) {
  if (at == "tip") return fork.require_upstream_tip();
  if (!at.empty()) return git::resolve_commit(fork.repository(), at);
  const auto& lock = fork.project().lock;
  if (!lock) return branch_queue(fork, fork.require_branch_tip()).base;
  if (const auto base = git::find_commit(fork.repository(), lock->base.hex())) return *base;
  throw Error(fmt::format("the checkout does not have the base {}", lock->base.hex()))
      .at(fork.config().lock_path().string())
      .hint(fork.checkout().git_command("fetch " + fork.config().checkout_remote));
}

/// Changes the project's .gitignore as a journalled operation, as with patch files, so that recovery finishes it and
/// undo reverts it.
void publish_ignoring(Fork& fork, std::string ignore, const std::string& name, report::Reporter& reporter) {
  Publication publication;
  publication.command = "pristine";
  publication.summary = fmt::format("/{}/ added to .gitignore", name);
  publication.files.emplace(".gitignore", std::move(ignore));
  publish(fork.checkout(), std::move(publication), reporter);
}

/// A commit that was made in the worktree, and that no branch has, would be lost with it.
void refuse_loose_commits(Fork& fork, const std::filesystem::path& directory) {
  if (!std::filesystem::exists(directory / ".git")) return;
  const git::Repository worktree = git::Repository::open(directory);
  const auto loose = loose_commits(worktree, fork.branch_ref());
  if (!loose) return;
  throw Error(fmt::format("the clean worktree has {} on no branch",
                          loose->count == 1 ? "a commit that is" : fmt::format("{} commits that are", loose->count)))
      .doing("leaving the clean worktree (nothing was changed)")
      .at(directory.string())
      .hint(fork.checkout().git_command(fmt::format(
          "branch {} {}     keep them", free_branch_name(fork.repository(), "keep"), loose->newest.short_hex())));
}

}  // namespace

report::Pristine pristine(const Invocation& invocation, const PristineOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  const std::string name = fork.config().checkout_dir + "-pristine";
  const std::filesystem::path directory = fork.config().root() / name;
  report::Pristine result;
  result.directory = name;
  if (options.action == PristineOptions::Action::remove) {
    result.removed = std::filesystem::exists(directory);
    if (!result.removed) {
      throw Error("there is no clean worktree")
          .doing("removing the clean worktree")
          .at(directory.string())
          .hint("mlxpatch pristine          create it");
    }
    refuse_loose_commits(fork, directory);
    worktree::remove_worktree(fork.repository(), directory, k_worktree_name);
    return result;
  }
  auto ignore = gitignore_with(fork.project(), name);
  const bool is_new = !std::filesystem::exists(directory);
  refuse_loose_commits(fork, directory);
  const git::Oid commit = commit_at(fork, options.at);
  result.commit = commit_line(fork, commit);
  reporter.on(report::Step{fmt::format("Checking out {} in {}", result.commit.describe, name)});
  worktree::put_worktree(fork.repository(), fork.store(), directory, k_worktree_name, commit);
  // At a stop `continue` and `abort` depend on the newest operation, so none may be added.
  if (ignore && fork.pending()) {
    result.notes.push_back(
        fmt::format("your .gitignore does not list /{}/ yet: `mlxpatch pristine` adds it after the update", name));
  } else if (ignore) {
    try {
      publish_ignoring(fork, std::move(*ignore), name, reporter);
    } catch (...) {
      if (is_new) worktree::remove_worktree(fork.repository(), directory, k_worktree_name);
      throw;
    }
    result.notes.push_back(fmt::format("added /{}/ to .gitignore, so that your own repository ignores it", name));
  }
  return result;
}

}  // namespace mlxpatch::ops
