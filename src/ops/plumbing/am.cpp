#include <mlxpatch/ops/plumbing/am.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/patch_folder.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/transport/promised_objects.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "exchange/read_options.hpp"

namespace mlxpatch::ops {

namespace {

std::vector<patch::Patch> read_all(const std::vector<std::filesystem::path>& files, const patch::ReadOptions& options) {
  std::vector<patch::Patch> patches;
  for (const std::filesystem::path& file : files) {
    if (std::filesystem::is_directory(file)) {
      queue::PatchFolder folder = queue::read_folder(file, options);
      std::move(folder.patches.begin(), folder.patches.end(), std::back_inserter(patches));
      continue;
    }
    for (patch::Patch& patch : patch::read_patches(read_file(file), file.string(), options)) {
      if (patch.name.empty()) patch.name = file.filename().string();
      patches.push_back(std::move(patch));
    }
  }
  if (patches.empty()) throw Error("the files hold no patch", ErrorKind::usage).doing("reading the patches");
  return patches;
}

void require_clean(const git::Repository& repository) {
  const worktree::WorktreeStatus status = worktree::worktree_status(repository);
  if (status.clean_but_untracked()) return;
  Error error("the working folder has changes that are not committed");
  for (const auto* list : {&status.unmerged, &status.staged, &status.modified}) {
    for (const std::string& path : *list) error.at(path);
  }
  throw error.doing("applying patches").hint("git stash, or git commit -a, and run the same command again");
}

/// Patches become commits one by one, so that a refused one can be left out.
class Mailing {
 public:
  Mailing(objects::ObjectStore& store, const git::Oid& tip, const AmOptions& options) : m_store(store), m_tip(tip) {
    m_defaults.committer = git::committer_identity(store.repository());
    m_defaults.author = git::author_identity(store.repository());
    m_defaults.trailer = queue::NameTrailer::leave_out;
    m_policy.fuzz = options.fuzz;
  }

  const git::Oid& tip() const { return m_tip; }

  /// The failure, where there is one; then nothing has changed.
  std::optional<queue::ApplyFailure> add(const patch::Patch& patch, report::Am& result) {
    auto outcome = queue::commit_patches(m_store, {patch}, m_tip, m_defaults, m_policy);
    if (auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) return std::move(*failure);
    const auto& queue = std::get<queue::CommittedQueue>(outcome);
    m_tip = queue.tip;
    const git::Commit commit = m_store.commit(m_tip);
    report::Patch line;
    line.index = result.patches.size() + 1;
    line.name = patch.name;
    line.subject = commit.subject();
    line.commit = m_tip.hex();
    line.tree = commit.tree.hex();
    for (const queue::ApplyNote& note : queue.notes) line.notes.push_back(note.text);
    result.patches.push_back(std::move(line));
    return std::nullopt;
  }

 private:
  objects::ObjectStore& m_store;
  git::Oid m_tip;
  queue::CommitDefaults m_defaults;
  queue::ApplyPolicy m_policy;
};

/// Takes patch after patch; returns the one at whose conflict to stop, if any. Throws Error where one is refused.
std::optional<queue::ApplyFailure> take_patches(Mailing& mailing, const std::vector<patch::Patch>& patches,
                                                const AmOptions& options, report::Am& result,
                                                report::Reporter& reporter) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    check_interrupt();
    reporter.on(report::Progress{"Applying patches", i, patches.size()});
    auto failure = mailing.add(patches[i], result);
    if (!failure) continue;
    if (options.at_conflict == AmOptions::AtConflict::stop && !failure->conflicts.empty()) return failure;
    if (options.on_refused == OnConflict::keep_going) {
      result.refused.push_back({failure->patch, failure->reason});
      continue;
    }
    throw queue::failure_as_error(*failure)
        .doing("applying patches (nothing was changed)")
        .hint("--keep-going               leave out what is refused")
        .hint("--stop-at-conflict         resolve a conflict by hand");
  }
  reporter.on(report::Progress{"Applying patches", patches.size(), patches.size()});
  return std::nullopt;
}

void refuse_obstacles(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from,
                      const git::Oid& to) {
  const std::vector<std::string> obstacles = worktree::checkout_obstacles(repository, store, from, to);
  if (obstacles.empty()) return;
  Error error("files that git does not track would be overwritten");
  for (const std::string& path : obstacles) error.at(path);
  throw error.doing("applying patches (nothing was changed)").hint("move them away and run the same command again");
}

/// Objects, working folder, branch, in this order; the branch only from where it was read.
void publish(const git::Repository& repository, objects::ObjectStore& store, const git::Head& head,
             const git::Oid& tip) {
  const git::Oid tree_before = store.tree_of(*head.commit);
  const git::Oid tree = store.tree_of(tip);
  if (!repository.is_bare()) refuse_obstacles(repository, store, tree_before, tree);
  const InterruptHold hold;
  store.write_pack();
  if (!repository.is_bare()) worktree::checkout(repository, store, tree_before, tree);
  if (tip == *head.commit) return;
  if (head.branch.empty()) {
    git::detach_head(repository, tip, "mlxpatch am");
  } else {
    git::update_ref(repository, head.branch, *head.commit, tip, "mlxpatch am");
  }
}

/// Puts the checkout before the patch's conflict, as `git am -3` does, on top of the patches that went in and with all
/// that merges of this one.
void stop_at_conflict(const git::Repository& repository, objects::ObjectStore& store,
                      const queue::ApplyFailure& failure, const git::Oid& tip_tree) {
  std::vector<worktree::ConflictedPath> conflicts;
  conflicts.reserve(failure.conflicts.size());
  for (const merge::MergeConflict& conflict : failure.conflicts) {
    conflicts.push_back({conflict.path, conflict.base, conflict.ours, conflict.theirs, conflict.result});
  }
  store.write_pack();
  worktree::checkout(repository, store, tip_tree, failure.merged_tree, conflicts);
}

}  // namespace

report::Am am(const AmOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  const git::Head head = git::head(repository);
  if (!head.commit) throw Error("the repository has no commit yet", ErrorKind::usage).doing("applying patches");
  const std::vector<patch::Patch> patches = read_all(options.files, read_options(options.limits));
  if (!repository.is_bare()) require_clean(repository);
  objects::ObjectStore store(repository,
                             std::make_unique<transport::PromisedObjects>(repository, transport::TransferOptions{}));

  report::Am result;
  result.branch = head.branch.empty() ? "HEAD" : head.branch.substr(sizeof("refs/heads/") - 1);
  Mailing mailing(store, *head.commit, options);
  const auto stopped_by = take_patches(mailing, patches, options, result, reporter);
  publish(repository, store, head, mailing.tip());
  result.tip = mailing.tip().hex();
  result.tree = store.tree_of(mailing.tip()).hex();
  if (stopped_by) {
    stop_at_conflict(repository, store, *stopped_by, store.tree_of(mailing.tip()));
    result.outcome = report::Outcome::stopped_at_conflict;
    result.refused.push_back({stopped_by->patch, stopped_by->reason});
  }
  return result;
}

}  // namespace mlxpatch::ops
