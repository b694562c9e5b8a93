#include <mlxpatch/ops/plumbing/am.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

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
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/plumbing.hpp>

#include "exchange/read_options.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "publish/merge_drivers.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

std::vector<patch::Patch> read_all(const std::vector<std::filesystem::path>& files, const patch::ReadOptions& options) {
  std::vector<patch::Patch> patches;
  for (const std::filesystem::path& file : files) {
    if (std::filesystem::is_directory(file)) {
      queue::PatchDirectory patch_directory = queue::read_patch_directory(file, options);
      std::move(patch_directory.patches.begin(), patch_directory.patches.end(), std::back_inserter(patches));
      continue;
    }
    for (patch::Patch& patch : patch::read_patches(read_file(file), file.string(), options)) {
      if (patch.name.empty()) patch.name = file.filename().string();
      patches.push_back(std::move(patch));
    }
  }
  if (patches.empty()) throw Error("the files contain no patch", ErrorKind::usage).doing("reading the patches");
  return patches;
}

/// Commits the patches one at a time, so that one that does not apply can be left out.
class AmSession {
 public:
  AmSession(objects::ObjectStore& store, const git::Oid& tip, const AmOptions& options) : m_store(store), m_tip(tip) {
    m_defaults.committer = git::committer_identity(store.repository());
    m_defaults.author = git::author_identity(store.repository());
    m_defaults.trailer = queue::NameTrailer::leave_out;
    m_policy.fuzz = options.fuzz;
  }

  const git::Oid& tip() const { return m_tip; }

  /// Commits the patch and returns std::nullopt, or returns the failure and changes nothing.
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

/// Applies patch after patch. Returns the failure of the one at whose conflict to stop, if any. Throws Error if one is
/// refused.
std::optional<queue::ApplyFailure> apply_patches(AmSession& session, const std::vector<patch::Patch>& patches,
                                                 const AmOptions& options, report::Am& result,
                                                 report::Reporter& reporter) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    check_interrupt();
    reporter.on(report::Progress{"Applying patches", i, patches.size()});
    auto failure = session.add(patches[i], result);
    if (!failure) continue;
    if (options.at_conflict == AmOptions::AtConflict::stop && !failure->conflicts.empty()) return failure;
    if (options.on_refused == AmOptions::OnRefused::keep_going) {
      result.refused.push_back({failure->patch, failure->reason});
      continue;
    }
    throw queue::failure_as_error(*failure)
        .doing("applying patches (nothing was changed)")
        .hint("--keep-going               leave out patches that do not apply")
        .hint("--stop-at-conflict         resolve a conflict by hand");
  }
  reporter.on(report::Progress{"Applying patches", patches.size(), patches.size()});
  return std::nullopt;
}

/// Moves the branch to its new tip. At a conflict the checkout is as `git am -3` leaves it: on top of the applied
/// patches, with everything of the failing one that merges.
Publication publication_of(Checkout& checkout, const git::Head& head, const git::Oid& tip,
                           const std::optional<queue::ApplyFailure>& stopped_by) {
  Publication publication;
  publication.command = "am";
  publication.summary = fmt::format("patches applied to {}", head.branch.empty() ? "HEAD" : head.branch);
  publication.keep = {*head.commit};
  if (tip != *head.commit && head.branch.empty()) publication.head = tip.hex();
  if (tip != *head.commit && !head.branch.empty()) publication.refs.push_back({head.branch, *head.commit, tip});
  if (checkout.repository().is_bare()) return publication;
  publication.tree_before = checkout.store().tree_of(*head.commit);
  publication.tree_after = stopped_by ? stopped_by->merged_tree : checkout.store().tree_of(tip);
  if (!stopped_by) return publication;
  for (const merge::MergeConflict& conflict : stopped_by->conflicts) {
    publication.conflicts.push_back({conflict.path, conflict.base, conflict.ours, conflict.theirs, conflict.result});
  }
  return publication;
}

/// Why the patch stopped, and a line for each merge driver.
std::string reason_with_drivers(const queue::ApplyFailure& failure) {
  std::string reason = failure.reason;
  for (const merge::MergeConflict& conflict : failure.conflicts) {
    const std::string driver = merge::in_words(conflict.driver);
    if (!driver.empty()) reason += fmt::format("\n{}: {}", conflict.path, driver);
  }
  return reason;
}

}  // namespace

report::Am am(const AmOptions& options, report::Reporter& reporter) {
  Checkout checkout = open_repository(options.repository, Access::write);
  const git::Head head = git::head(checkout.repository());
  if (!head.commit) throw Error("the repository has no commit yet", ErrorKind::usage).doing("applying patches");
  const std::vector<patch::Patch> patches = read_all(options.files, read_options(options.limits));
  if (!checkout.repository().is_bare()) require_clean_tree(checkout, "");

  report::Am result;
  result.branch = head.branch.empty() ? "HEAD" : head.branch.substr(sizeof("refs/heads/") - 1);
  AmSession session(checkout.store(), *head.commit, options);
  auto stopped_by = apply_patches(session, patches, options, result, reporter);
  result.tip = session.tip().hex();
  result.tree = checkout.store().tree_of(session.tip()).hex();
  if (stopped_by) {
    stopped_by->merged_tree = run_merge_drivers(
        checkout, stopped_by->conflicts,
        {checkout.store().tree_of(session.tip()), stopped_by->merged_tree, {"", "HEAD", stopped_by->patch}});
    result.outcome = report::Outcome::stopped_at_conflict;
    result.refused.push_back({stopped_by->patch, reason_with_drivers(*stopped_by)});
  }
  if (session.tip() == *head.commit && !stopped_by) return result;
  publish(checkout, publication_of(checkout, head, session.tip(), stopped_by), reporter);
  return result;
}

}  // namespace mlxpatch::ops
