#include <mlxpatch/ops/plumbing/am.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
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
#include "exchange/sources.hpp"
#include "fork/checkout.hpp"
#include "fork/preconditions.hpp"
#include "publish/merge_drivers.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

/// The patches of all files, and the files that hold none.
struct ReadFiles {
  std::vector<patch::Patch> patches;
  std::vector<queue::UnreadablePatch> unreadable;
  std::vector<std::string> notes;
};

void read_file_into(ReadFiles& read, const std::filesystem::path& file, const patch::ReadOptions& options) {
  try {
    require_source(file, "reading the patches (nothing was changed)");
    std::vector<patch::Patch> patches = patch::read_patches(read_input(file), file.string(), options);
    for (patch::Patch& patch : patches) {
      if (patch.name.empty()) patch.name = file.filename().string();
      read.patches.push_back(std::move(patch));
    }
  } catch (const Error& error) {
    read.unreadable.push_back({file.filename().string(), error});
  }
}

/// Reads everything, so that all that is wrong is known at once. Throws Error unless unreadable files may be left out.
ReadFiles read_all(const AmOptions& options) {
  const patch::ReadOptions read_as = read_options(options.limits, options.paths);
  ReadFiles read;
  for (const std::filesystem::path& file : options.files) {
    if (!std::filesystem::is_directory(file)) {
      read_file_into(read, file, read_as);
      continue;
    }
    queue::PatchDirectory directory = queue::read_patch_directory(file, read_as, queue::OnUnreadable::leave_out);
    std::ranges::copy(unlisted_notes(file, directory), std::back_inserter(read.notes));
    std::move(directory.patches.begin(), directory.patches.end(), std::back_inserter(read.patches));
    std::move(directory.unreadable.begin(), directory.unreadable.end(), std::back_inserter(read.unreadable));
  }
  const bool may_leave_out = options.on_refused == AmOptions::OnRefused::keep_going;
  if (!read.unreadable.empty() && !may_leave_out) throw queue::unreadable_as_error(read.unreadable);
  if (read.patches.empty() && read.unreadable.empty()) {
    throw Error("the files contain no patch", ErrorKind::usage).doing("reading the patches");
  }
  return read;
}

/// Commits the patches one at a time, so that one that does not apply can be left out.
class AmSession {
 public:
  AmSession(objects::ObjectStore& store, const git::Oid& tip, const AmOptions& options) : m_store(store), m_tip(tip) {
    m_defaults.committer = git::committer_identity(store.repository());
    m_defaults.author = [&store] { return git::author_identity(store.repository()); };
    m_defaults.trailer = queue::NameTrailer::leave_out;
    m_policy.fuzz = options.fuzz;
  }

  /// Zero on a branch without a commit.
  const git::Oid& tip() const { return m_tip; }
  git::Oid tree() { return m_tip ? m_store.tree_of(m_tip) : git::hash_object(git::ObjectType::tree, ""); }

  /// Commits the patch and returns std::nullopt, or returns the failure and changes nothing.
  std::optional<queue::ApplyFailure> add(const patch::Patch& patch, report::Am& result) {
    auto outcome = queue::commit_patches(m_store, {patch}, m_tip, m_defaults, m_policy);
    if (auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) return std::move(*failure);
    const auto& queue = std::get<queue::CommittedQueue>(outcome);
    const git::Commit commit = m_store.commit(queue.tip);
    report::Patch line;
    line.index = result.patches.size() + 1;
    line.name = patch.name;
    line.subject = commit.subject();
    line.tree = commit.tree.hex();
    line.notes = patch.notes;
    for (const queue::ApplyNote& note : queue.notes) line.notes.push_back(note.text);
    // As in git am, what is there already becomes no commit.
    if (!patch.files.empty() && commit.tree == tree()) {
      line.state = report::PatchState::empty;
    } else {
      m_tip = queue.tip;
      line.commit = m_tip.hex();
    }
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
      const std::string place = failure->path.empty() ? "" : failure->path + ": ";
      result.refused.push_back({failure->patch, place + failure->reason});
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

/// Why a file can't be read, with its line if that is known ("patches/x.patch:12").
std::string reason_of(const queue::UnreadablePatch& file) {
  const std::vector<std::string>& places = file.error.places();
  const std::string line = places.empty() ? "" : places.front().substr(places.front().rfind(':') + 1);
  const bool is_line = !line.empty() && line.find_first_not_of("0123456789") == std::string::npos;
  return is_line ? fmt::format("line {}: {}", line, file.error.what()) : file.error.what();
}

/// Throws Error if nothing at all was taken, with what is wrong with each patch.
void refuse_nothing(const report::Am& result) {
  if (!result.patches.empty() || result.refused.empty()) return;
  Error error(result.refused.size() == 1 ? "the only patch was refused"
                                         : fmt::format("all {} patches were refused", result.refused.size()));
  error.doing("applying patches (nothing was changed)");
  for (const report::LeftOutPatch& patch : result.refused) error.at(fmt::format("{}: {}", patch.name, patch.why));
  throw error;
}

/// Moves the branch to its new tip. At a conflict the checkout is as `git am -3` leaves it: on top of the applied
/// patches, with everything of the failing one that merges.
Publication publication_of(Checkout& checkout, const git::Head& head, AmSession& session,
                           const std::optional<queue::ApplyFailure>& stopped_by) {
  const git::Oid before = head.commit.value_or(git::Oid{});
  const git::Oid& tip = session.tip();
  Publication publication;
  publication.command = "am";
  publication.summary = fmt::format("patches applied to {}", head.branch.empty() ? "HEAD" : head.branch);
  if (head.commit) publication.keep = {*head.commit};
  if (tip != before && head.branch.empty()) publication.head = tip.hex();
  if (tip != before && !head.branch.empty()) publication.refs.push_back({head.branch, before, tip});
  if (checkout.repository().is_bare()) return publication;
  if (head.commit) publication.tree_before = checkout.store().tree_of(before);
  publication.tree_after = stopped_by ? stopped_by->merged_tree : session.tree();
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
  Checkout checkout = open_until_publishing(options.repository, reporter);
  const git::Head head = git::head(checkout.repository());
  const ReadFiles read = read_all(options);
  if (!checkout.repository().is_bare()) {
    refuse_user_operation(checkout);
    require_clean_tree(checkout, "", "commit them");
  }

  report::Am result;
  result.branch = head.branch.empty() ? "HEAD" : head.branch.substr(sizeof("refs/heads/") - 1);
  result.notes = read.notes;
  for (const queue::UnreadablePatch& file : read.unreadable) result.refused.push_back({file.name, reason_of(file)});
  AmSession session(checkout.store(), head.commit.value_or(git::Oid{}), options);
  auto stopped_by = apply_patches(session, read.patches, options, result, reporter);
  refuse_nothing(result);
  result.tip = session.tip() ? session.tip().hex() : "";
  result.tree = session.tree().hex();
  if (stopped_by) {
    stopped_by->merged_tree = run_merge_drivers(
        checkout, stopped_by->conflicts, {session.tree(), stopped_by->merged_tree, {"", "HEAD", stopped_by->patch}});
    result.outcome = report::Outcome::stopped_at_conflict;
    result.refused.push_back({stopped_by->patch, reason_with_drivers(*stopped_by)});
  }
  if (session.tip() == head.commit.value_or(git::Oid{}) && !stopped_by) return result;
  const bool had_state = checkout.has_state();
  try {
    checkout.lock_if_unlocked();
    publish(checkout, publication_of(checkout, head, session, stopped_by), reporter);
  } catch (...) {
    if (!had_state) checkout.remove_unused_state();
    throw;
  }
  return result;
}

}  // namespace mlxpatch::ops
