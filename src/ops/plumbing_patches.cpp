#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/worktree.hpp>
#include <mlxpatch/queue/format/reader.hpp>
#include <mlxpatch/queue/format/series.hpp>
#include <mlxpatch/queue/store.hpp>

#include "plumbing.hpp"

namespace mlxpatch::ops {

namespace {

std::vector<queue::Patch> read_all(const std::vector<std::filesystem::path>& files, const queue::ReadOptions& options) {
  std::vector<queue::Patch> patches;
  for (const std::filesystem::path& file : files) {
    if (std::filesystem::is_directory(file)) {
      queue::PatchFolder folder = queue::read_folder(file, options);
      std::move(folder.patches.begin(), folder.patches.end(), std::back_inserter(patches));
      continue;
    }
    for (queue::Patch& patch : queue::read_patches(read_file(file), file.string(), options)) {
      if (patch.name.empty()) patch.name = file.filename().string();
      patches.push_back(std::move(patch));
    }
  }
  if (patches.empty()) throw Error("the files hold no patch", ErrorKind::usage).doing("reading the patches");
  return patches;
}

void require_clean(const git::Repository& repository) {
  const git::WorktreeStatus status = git::worktree_status(repository);
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
  Mailing(git::ObjectStore& store, const git::Oid& tip, const AmOptions& options) : m_store(store), m_tip(tip) {
    m_defaults.committer = git::committer_identity(store.repository());
    m_defaults.author = git::author_identity(store.repository());
    m_defaults.trailer = queue::NameTrailer::leave_out;
    m_policy.fuzz = options.fuzz;
  }

  const git::Oid& tip() const { return m_tip; }

  /// The failure, where there is one; then nothing has changed.
  std::optional<queue::ApplyFailure> add(const queue::Patch& patch, report::Am& result) {
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
  git::ObjectStore& m_store;
  git::Oid m_tip;
  queue::CommitDefaults m_defaults;
  queue::ApplyPolicy m_policy;
};

/// Takes patch after patch; returns the one at whose conflict to stop, if any. Throws Error where one is refused.
std::optional<queue::ApplyFailure> take_patches(Mailing& mailing, const std::vector<queue::Patch>& patches,
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

void refuse_obstacles(const git::Repository& repository, git::ObjectStore& store, const git::Oid& from,
                      const git::Oid& to) {
  const std::vector<std::string> obstacles = git::checkout_obstacles(repository, store, from, to);
  if (obstacles.empty()) return;
  Error error("files that git does not track would be overwritten");
  for (const std::string& path : obstacles) error.at(path);
  throw error.doing("applying patches (nothing was changed)").hint("move them away and run the same command again");
}

/// Objects, working folder, branch, in this order; the branch only from where it was read.
void publish(const git::Repository& repository, git::ObjectStore& store, const git::Head& head, const git::Oid& tip) {
  const git::Oid tree_before = store.tree_of(*head.commit);
  const git::Oid tree = store.tree_of(tip);
  if (!repository.is_bare()) refuse_obstacles(repository, store, tree_before, tree);
  const InterruptHold hold;
  store.write_pack();
  if (!repository.is_bare()) git::checkout(repository, store, tree_before, tree);
  if (tip == *head.commit) return;
  if (head.branch.empty()) {
    git::detach_head(repository, tip, "mlxpatch am");
  } else {
    git::update_ref(repository, head.branch, *head.commit, tip, "mlxpatch am");
  }
}

/// Puts the checkout before the patch's conflict, as `git am -3` does, on top of the patches that went in and with all
/// that merges of this one.
void stop_at_conflict(const git::Repository& repository, git::ObjectStore& store, const queue::ApplyFailure& failure,
                      const git::Oid& tip_tree) {
  std::vector<git::ConflictedPath> conflicts;
  conflicts.reserve(failure.conflicts.size());
  for (const git::MergeConflict& conflict : failure.conflicts) {
    conflicts.push_back({conflict.path, conflict.base, conflict.ours, conflict.theirs, conflict.result});
  }
  store.write_pack();
  git::checkout(repository, store, tip_tree, failure.merged_tree, conflicts);
}

/// The names that the patches get in a folder which is read in the order of its names: each begins with its number.
std::vector<std::string> numbered_names(const std::vector<queue::ExportedPatch>& patches) {
  std::vector<std::string> names;
  for (const queue::ExportedPatch& patch : patches) {
    const std::string number = fmt::format("{:04}-", names.size() + 1);
    names.push_back(patch.name.starts_with(number) ? patch.name : number + patch.name);
  }
  return names;
}

bool is_numbered(const std::string& name) {
  return name.size() > 5 && name[4] == '-' && name.find_first_not_of("0123456789") >= 4;
}

/// A series that is there already may be replaced where it is one of ours: then it holds nothing that only a person
/// knows.
void refuse_kept_series(const std::filesystem::path& file) {
  const auto bytes = read_file_if_exists(file);
  if (!bytes) return;
  const queue::Series series = queue::read_series(*bytes, file.string());
  const bool is_ours =
      series.remarks.empty() && std::all_of(series.entries.begin(), series.entries.end(),
                                            [](const queue::SeriesEntry& entry) { return is_numbered(entry.name); });
  if (is_ours) return;
  throw Error("the folder has a series of its own, which would be replaced")
      .doing("writing patch files (nothing was written)")
      .at(file.string())
      .hint("mlxpatch format-patch -o DIR ...     write into another folder")
      .hint("mlxpatch regen                       write a fork's own patch files anew");
}

}  // namespace

queue::ReadOptions read_options(const PatchLimits& limits) {
  constexpr unsigned k_mib = 20;
  queue::ReadOptions options;
  options.max_patch_bytes = limits.patch_mib << k_mib;
  options.max_line_bytes = limits.line_mib << k_mib;
  return options;
}

report::Am am(const AmOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  const git::Head head = git::head(repository);
  if (!head.commit) throw Error("the repository has no commit yet", ErrorKind::usage).doing("applying patches");
  const std::vector<queue::Patch> patches = read_all(options.files, read_options(options.limits));
  if (!repository.is_bare()) require_clean(repository);
  git::ObjectStore store(repository);

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

report::FormatPatch format_patch(const FormatPatchOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  git::ObjectStore store(repository);
  const CommitRange range = parse_range(store, options.range);
  const std::vector<queue::ExportedPatch> patches = queue::export_commits(store, range.commits);
  const std::filesystem::path series_file = options.output / "series";
  refuse_kept_series(series_file);
  std::filesystem::create_directories(options.output);
  const std::vector<std::string> names = numbered_names(patches);
  report::FormatPatch result;
  queue::Series series;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    reporter.on(report::Progress{"Writing patches", i, patches.size()});
    const std::filesystem::path file = options.output / names[i];
    std::filesystem::create_directories(file.parent_path());
    write_output_file(file, patches[i].bytes);
    result.written.push_back(file.string());
    series.entries.push_back({names[i], 1});
  }
  write_output_file(series_file, queue::write_series(series));
  result.written.push_back(series_file.string());
  reporter.on(report::Progress{"Writing patches", patches.size(), patches.size()});
  return result;
}

}  // namespace mlxpatch::ops
