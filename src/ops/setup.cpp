#include <mlxpatch/ops/setup.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/configured_remotes.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/python_package.hpp>

#include "fork/branch_queue.hpp"
#include "fork/clone_upstream.hpp"
#include "fork/fetch.hpp"
#include "fork/find_base.hpp"
#include "fork/fork.hpp"
#include "fork/lock_entries.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "fork/upstream_address.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"

namespace mlxpatch::ops {

namespace {

std::string upstream_url(const Project& project, const SetupOptions& options, const Invocation& invocation) {
  if (options.upstream.empty()) return project.config.upstream_url;
  // A path on the command line is relative to the current directory, not to the checkout.
  const std::filesystem::path path = invocation.directory / options.upstream;
  return std::filesystem::exists(path) ? std::filesystem::weakly_canonical(path).string() : options.upstream;
}

/// Does it; an error is about the address that --upstream gives, if that is given, and not about the configuration's.
void about_option(const SetupOptions& options, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    if (options.upstream.empty()) throw;
    Error complete(error.what(), error.kind());
    complete.doing(error.doing());
    for (const std::string& place : error.places()) complete.at(place);
    for (const std::string& hint : error.hints()) {
      const bool is_configured =
          hint.starts_with("check the address") && hint.find("upstream.url") != std::string::npos;
      complete.hint(is_configured ? "check the address that --upstream gives; a path counts from the current directory"
                                  : hint);
    }
    throw Error(complete);
  }
}

/// The address that the remote of an existing clone is to have: that of --upstream; that of mlxpatch.toml if it was
/// changed there, or if no setup has succeeded yet; else what it has, which may be that of an earlier --upstream.
std::string wanted_url(Fork& fork, const std::string& known, const std::string& url, const SetupOptions& options) {
  const bool was_set_up = fork.branch_tip() || fork.exported_or_zero();
  const bool is_given = !options.upstream.empty() || !was_set_up || has_new_url(fork);
  return is_given ? url : known;
}

/// An existing clone must have the remote of this upstream. Its address is changed if it has to be, and it is fetched
/// again if something that setup needs is missing. Returns the address that it had before, if that was changed.
std::optional<std::string> use_existing_clone(Fork& fork, const std::string& url, const SetupOptions& options,
                                              report::Reporter& reporter) {
  const std::string& remote = fork.config().checkout_remote;
  const auto known = transport::remote_url(fork.repository(), remote);
  if (!known) {
    throw Error(fmt::format("the repository at {} has no remote {}", fork.config().checkout_dir, remote))
        .at(fork.config().checkout_path().string())
        .hint(fmt::format("mv {} ELSEWHERE && mlxpatch init --adopt DIR     take over an existing fork",
                          shell_word(fork.project().shown(fork.config().file))))
        .hint(fork.checkout().git_command(fmt::format("remote add {} {}", remote, transport::address_word(url))));
  }
  refuse_while_under_way(fork);
  const std::string wanted = wanted_url(fork, *known, url, options);
  if (wanted != *known) transport::set_remote(fork.repository(), remote, wanted);

  const auto& lock = fork.project().lock;
  const bool base_is_missing = lock && !fork.store().contains(lock->base);
  const bool has_tip = git::ref_target(fork.repository(), fork.tracking_ref()).has_value();
  if (base_is_missing || !has_tip || wanted != *known || !options.upstream.empty()) fetch_upstream(fork, reporter);
  if (wanted != *known) refuse_unrelated_upstream(fork, wanted);
  return wanted == *known ? std::nullopt : std::optional(transport::shown_url(*known));
}

/// The base of the existing branch, if there is no lock and branch and patch files agree: the branch knows its base,
/// where the patches may fit several commits.
std::optional<FoundBase> base_of_branch(Fork& fork, const queue::PatchDirectory& patch_directory) {
  const auto tip = fork.branch_tip();
  if (fork.project().lock || !tip) return std::nullopt;
  if (!objects::merge_base(fork.repository(), *tip, fork.require_upstream_tip())) return std::nullopt;
  const BranchQueue queue = branch_queue(fork, *tip);
  const FileSet files = file_set(fork, queue.commits, queue.base, patch_directory, Keep::old_bytes);
  const bool agrees = !drift_between(files, patch_directory, fork.project(), queue.base).is_about_patches();
  fork.store().discard();
  if (!agrees) return std::nullopt;
  return FoundBase{queue.base, fmt::format("the base of {}, which has these patches", fork.config().checkout_branch)};
}

/// The branch with the patches of the patch directory, built in memory.
struct Built {
  git::Oid base;
  std::string base_reason;
  queue::PatchDirectory patch_directory;
  queue::CommittedQueue queue;
};

Built build_queue(Fork& fork) {
  Built built;
  built.patch_directory = read_project_patches(fork.project());
  auto of_branch = base_of_branch(fork, built.patch_directory);
  FoundBase found = of_branch ? std::move(*of_branch) : find_base(fork, built.patch_directory);
  built.base = found.commit;
  built.base_reason = std::move(found.reason);
  auto outcome = queue::commit_patches(fork.store(), built.patch_directory.patches, built.base, commit_defaults(fork));
  if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
    throw queue::failure_as_error(*failure)
        .doing(fmt::format("applying the patches to {}", fork.describe(built.base)))
        .hint("check that the base in mlxpatch.lock is the commit that the patches are made for")
        .hint("docs/troubleshooting.md: \"A patch does not apply\"");
  }
  built.queue = std::get<queue::CommittedQueue>(std::move(outcome));
  return built;
}

struct ExistingBranch {
  BranchQueue queue;
  workspace::ExportRecord record;
};

/// The existing branch, if it is checked out and agrees with the files, so that there is nothing to do.
std::optional<ExistingBranch> built_branch(Fork& fork, const Built& built) {
  const auto tip = fork.branch_tip();
  const bool is_checked_out = git::head(fork.repository()).branch == fork.branch_ref() &&
                              std::filesystem::exists(fork.repository().git_directory() / "index");
  if (!tip || !is_checked_out) return std::nullopt;
  BranchQueue queue = branch_queue(fork, *tip);
  if (queue.base != built.base) return std::nullopt;
  const FileSet files = file_set(fork, queue.commits, queue.base, built.patch_directory, Keep::old_bytes);
  if (drift_between(files, built.patch_directory, fork.project(), queue.base).is_about_patches()) return std::nullopt;
  return ExistingBranch{queue, files.record};
}

/// Files that a person renamed are those of the same commits. The record has to know that before the list is lost.
/// Returns whether there were any.
bool record_names(Fork& fork, const ExistingBranch& existing, report::Reporter& reporter) {
  if (record_moves(fork, existing.record).empty()) return false;
  Publication publication;
  publication.command = "setup";
  publication.summary = "names of patch files recorded";
  publication.refs = export_moves(fork, existing.queue.tip, existing.record);
  publish(fork.checkout(), std::move(publication), reporter);
  return true;
}

/// Rebuilding an existing branch must not lose commits that are in no patch file yet.
void refuse_unexported_work(Fork& fork) {
  const auto tip = fork.branch_tip();
  if (!tip || git::ref_target(fork.repository(), k_exported_ref) == tip) return;
  throw Error(fmt::format("the branch {} has changes that the patch files do not have", fork.config().checkout_branch))
      .hint("mlxpatch status            compare branch and files")
      .hint("mlxpatch regen             write the files from the branch")
      .hint("mlxpatch setup --fresh     rebuild the branch from the files; the old branch is kept");
}

/// The tree of worktree and index: HEAD's, or zero right after a clone.
git::Oid current_tree(Fork& fork) {
  const git::Head head = git::head(fork.repository());
  const bool is_new = !std::filesystem::exists(fork.repository().git_directory() / "index");
  return is_new || !head.commit ? git::Oid{} : fork.store().tree_of(*head.commit);
}

std::optional<std::string> keep_old_branch(Fork& fork, Publication& publication, const Built& built) {
  const auto tip = fork.branch_tip();
  if (!tip || *tip == built.queue.tip || git::ref_target(fork.repository(), k_exported_ref) == tip) return std::nullopt;
  std::string name = fmt::format("refs/heads/{}-before-{}", fork.config().checkout_branch, tip->short_hex());
  if (!git::ref_target(fork.repository(), name)) publication.refs.push_back({name, {}, *tip});
  return name.substr(sizeof("refs/heads/") - 1);
}

/// The lock's text if it is missing, or if it has the messages of the files, but under names or with changes that they
/// no longer have. What `regen` would remove from it stays.
std::optional<std::string> lock_to_write(Fork& fork, const Built& built) {
  const auto& lock = fork.project().lock;
  if (lock && lock->patches.empty()) return std::nullopt;
  const FileSet files = file_set(fork, built.queue.commits, built.base, built.patch_directory, Keep::old_bytes);
  if (lock && (lock->base != built.base || !renames_entries(*lock, files.lock))) return std::nullopt;
  return workspace::serialize_lock(files.lock);
}

workspace::ExportRecord record_of(const Built& built) {
  workspace::ExportRecord record;
  if (built.patch_directory.has_list) record.list = built.patch_directory.list;
  record.patches.reserve(built.queue.commits.size());
  for (std::size_t i = 0; i < built.queue.commits.size(); ++i) {
    record.patches.push_back({built.queue.commits[i], built.patch_directory.patches[i].name});
  }
  return record;
}

Publication publication_of(Fork& fork, const Built& built) {
  Publication publication;
  publication.command = "setup";
  publication.summary =
      fmt::format("{} on {}", count_of(built.queue.commits.size(), "patch", "patches"), fork.describe(built.base));
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), fork.branch_tip().value_or(git::Oid{}), built.queue.tip});
  for (workspace::RefMove& move : export_moves(fork, built.queue.tip, record_of(built))) {
    publication.refs.push_back(std::move(move));
  }
  publication.tree_before = current_tree(fork);
  publication.tree_after = fork.store().tree_of(built.queue.tip);
  if (auto ignore = gitignore_with(fork.project(), fork.config().checkout_dir)) {
    publication.files.emplace(".gitignore", std::move(*ignore));
  }
  if (auto lock = lock_to_write(fork, built)) publication.files.emplace(workspace::k_lock_file, std::move(*lock));
  return publication;
}

/// A branch that is in order needs nothing but the lock.
void write_lock(Fork& fork, const Built& built, report::Setup& result, report::Reporter& reporter) {
  auto lock = lock_to_write(fork, built);
  if (!lock) return;
  Publication publication;
  publication.command = "setup";
  publication.summary = fmt::format("wrote {} again", workspace::k_lock_file);
  publication.files.emplace(workspace::k_lock_file, std::move(*lock));
  publish(fork.checkout(), std::move(publication), reporter);
  if (fork.project().lock) {
    result.notes.push_back(fmt::format("{} has the new names of the patch files now", workspace::k_lock_file));
  } else {
    result.wrote.emplace_back(workspace::k_lock_file);
  }
}

void describe_result(Fork& fork, const Built& built, report::Setup& result) {
  result.directory = fork.config().checkout_dir;
  result.url =
      transport::shown_url(transport::remote_url(fork.repository(), fork.config().checkout_remote).value_or(""));
  result.remote = fork.config().checkout_remote;
  result.branch = fork.config().checkout_branch;
  result.base = commit_line(fork, built.base);
  result.base_reason = built.base_reason;
  result.tip = built.queue.tip.hex();
  for (std::size_t i = 0; i < built.queue.commits.size(); ++i) {
    const git::Commit commit = fork.store().commit(built.queue.commits[i]);
    report::Patch patch;
    patch.index = i + 1;
    patch.name = built.patch_directory.patches[i].name;
    patch.subject = commit.subject();
    patch.commit = commit.id.hex();
    patch.tree = commit.tree.hex();
    for (const queue::ApplyNote& note : built.queue.notes) {
      if (note.patch == patch.name) patch.notes.push_back(note.text);
    }
    result.patches.push_back(std::move(patch));
  }
  const auto upstream = git::ref_target(fork.repository(), fork.tracking_ref());
  const std::size_t behind = upstream ? objects::count_between(fork.repository(), built.base, *upstream) : 0;
  if (behind > 0) {
    result.next.push_back(
        report::NextStep(report::NextStep::Kind::update_to_newer).of(fork.tracking_name()).over(behind));
  }
  if (fork.config().has_install || workspace::find_python_package(fork.config().checkout_path())) {
    result.next.push_back(report::NextStep::Kind::install);
  }
}

/// The remote keeps the address of an earlier --upstream, or one that was set by hand.
void note_other_address(Fork& fork, report::Setup& result) {
  const std::string configured = transport::shown_url(fork.config().upstream_url);
  const auto url = transport::remote_url(fork.repository(), fork.config().checkout_remote);
  if (!url || *url == fork.config().upstream_url) return;
  result.notes.push_back(
      fmt::format("upstream.url in mlxpatch.toml is {0}; `mlxpatch setup --upstream {0}` changes the "
                  "remote to it",
                  configured));
}

/// Makes the branch of the queue that was built, in a clone that has the upstream.
void make_branch(Fork& fork, Built built, const SetupOptions& options, report::Setup& result,
                 report::Reporter& reporter) {
  const auto existing = options.start == Start::resume ? built_branch(fork, built) : std::nullopt;
  if (existing) {
    result.already_set_up = true;
    built.queue.commits = existing->queue.commits;
    built.queue.tip = existing->queue.tip;
    fork.store().discard();
    result.recorded_names = record_names(fork, *existing, reporter);
    write_lock(fork, built, result, reporter);
  } else {
    refuse_to_leave_commits(fork);
    if (options.start == Start::resume) {
      refuse_unexported_work(fork);
      refuse_lost_files(fork, built.base, built.queue.commits.size());
    }
    if (current_tree(fork)) require_clean_tree(fork.checkout(), "");
    Publication publication = publication_of(fork, built);
    if (options.start == Start::fresh) result.kept_as = keep_old_branch(fork, publication, built);
    if (publication.files.contains(".gitignore")) result.ignored_by = ".gitignore";
    publish(fork.checkout(), std::move(publication), reporter);
  }
  describe_result(fork, built, result);
  if (options.upstream.empty()) note_other_address(fork, result);
}

}  // namespace

report::Setup setup(const Invocation& invocation, const SetupOptions& options, report::Reporter& reporter) {
  Project project = open_project(invocation);
  const std::string url = upstream_url(project, options, invocation);
  transport::check_url(url);
  const bool is_cloned = has_checkout(project);
  if (!is_cloned) about_option(options, [&] { clone_upstream(project, url, reporter); });

  Fork fork = open_fork(std::move(project), Access::write, reporter);
  report::Setup result;
  try {
    UpstreamGuard guard(fork);
    if (is_cloned) {
      about_option(options, [&] { result.url_before = use_existing_clone(fork, url, options, reporter); });
    }
    fork.require_upstream_tip();
    Built built = build_queue(fork);
    check_interrupt();
    const InterruptHold hold;
    make_branch(fork, std::move(built), options, result, reporter);
    record_followed_url(fork);
    guard.keep();
  } catch (const Error& error) {
    if (!is_cloned) leave_new_clone(fork.project(), error.kind());
    throw;
  } catch (...) {
    if (!is_cloned) leave_new_clone(fork.project(), ErrorKind::failed);
    throw;
  }
  return result;
}

}  // namespace mlxpatch::ops
