#include "update/queue_record.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

constexpr const char* k_skipped = "skipped";
constexpr const char* k_you_skipped = "you skipped it";
constexpr const char* k_is_empty = "it is now empty";

bool is_in_queue(const Pending& pending, const git::Oid& commit) {
  return std::ranges::find(pending.queue, commit) != pending.queue.end();
}

/// A patch that a person edits is not one in conflict.
bool is_edited(const Pending& pending, const Pending::Resolution& resolution) {
  return pending.command == Pending::Command::edit && resolution.commit == pending.resolutions.front().commit;
}

/// Whether a patch is the edited one, and not as it was.
bool was_edited(const Pending& pending, const git::Oid& original) {
  return std::ranges::any_of(pending.resolutions, [&](const Pending::Resolution& resolution) {
    return is_edited(pending, resolution) && resolution.commit == original && resolution.made != original;
  });
}

bool is_resolved(const Pending& pending, const git::Oid& original) {
  return std::ranges::any_of(pending.resolutions, [&](const Pending::Resolution& resolution) {
    return !is_edited(pending, resolution) && (resolution.commit == original || resolution.made == original);
  });
}

/// Whether remembered resolutions alone made what the patch is now.
bool is_reused(const Pending& pending, const git::Oid& original) {
  return std::ranges::none_of(pending.resolutions, [&](const Pending::Resolution& resolution) {
    return (resolution.commit == original || resolution.made == original) && resolution.reused.empty();
  });
}

/// The line of a patch whose conflict somebody resolved, now or before.
void mark_resolved(const Pending& pending, const git::Oid& original, report::Patch& line) {
  line.state = report::PatchState::resolved;
  line.is_reused = is_reused(pending, original);
}

/// The commit of the update's queue that a commit, made at a stop beside a patch's resolution, was split from.
git::Oid split_from(const Pending& pending, git::Oid original) {
  for (auto one = pending.resolutions.rbegin(); one != pending.resolutions.rend(); ++one) {
    if (!is_in_queue(pending, original) && one->made == original) original = one->commit;
  }
  return original;
}

/// Removes what was known of the patch in its earlier form, and returns it.
Pending::Done forget(Pending& pending, const git::Oid& commit) {
  const auto known = std::ranges::find_if(
      pending.done, [&](const Pending::Done& done) { return !commit.is_zero() && done.new_commit == commit; });
  if (known == pending.done.end()) return {};
  Pending::Done done = std::move(*known);
  pending.done.erase(known);
  return done;
}

/// Adds what a patch lost on the next stretch of upstream's history.
void add_losses(Pending::Done& done, const std::optional<queue::HunkCounts>& hunks,
                const std::vector<queue::LostLine>& lost_lines) {
  if (hunks) {
    done.hunks_kept = hunks->kept;
    for (const auto& [since, count] : hunks->upstream) done.taken.push_back({since.id, count});
  }
  for (const auto& [path, line] : lost_lines) done.lost_lines.push_back({path, line});
}

void add_new(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  for (const std::string& note : more) {
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
  }
}

/// The line of a patch that the last replay did not touch.
report::Patch line_of(Fork& fork, const Pending::Done& done) {
  objects::ObjectStore& store = fork.store();
  const git::Commit commit = store.commit(done.commit);
  report::Patch line;
  line.subject = commit.subject();
  if (!done.new_commit.is_zero()) {
    line.new_commit = done.new_commit.hex();
    line.tree = store.tree_of(done.new_commit).hex();
  }
  line.state = patch_state_named(done.state);
  for (const objects::PathChange& change :
       objects::changes_between(store, store.tree_of(commit.parents.front()), commit.tree)) {
    line.paths.push_back(change.path);
  }
  if (const auto by = git::Oid::from_hex(done.by)) {
    line.upstreamed_by = to_report(queue::Upstreamed{queue::commit_info(store, *by), queue::evidence_named(done.how)});
  }
  line.notes = done.notes;
  return line;
}

/// What the patch lost, over all stops.
void put_losses(Fork& fork, const Pending::Done& done, report::Patch& line) {
  line.hunks.reset();
  line.lost_lines.clear();
  if (!report::is_kept(line)) return;
  if (!done.taken.empty()) {
    report::Hunks& hunks = line.hunks.emplace();
    hunks.kept = done.hunks_kept;
    for (const auto& [since, count] : done.taken) {
      hunks.upstream.push_back({commit_line(queue::commit_info(fork.store(), since)), count});
    }
  }
  for (const auto& [path, text] : done.lost_lines) line.lost_lines.push_back({path, text});
}

}  // namespace

git::Oid original_of(const Pending& pending, const git::Oid& commit) {
  for (std::size_t i = 0; i < pending.todo.size() && i < pending.todo_from.size(); ++i) {
    if (pending.todo[i] == commit) return pending.todo_from[i];
  }
  for (const Pending::Done& done : pending.done) {
    if (!done.new_commit.is_zero() && done.new_commit == commit) return done.commit;
  }
  return is_in_queue(pending, commit) ? commit : git::Oid{};
}

std::map<git::Oid, git::Oid> originals_of(const Pending& pending) {
  std::map<git::Oid, git::Oid> originals;
  for (std::size_t i = 0; i < pending.todo.size() && i < pending.todo_from.size(); ++i) {
    originals.emplace(pending.todo[i], pending.todo_from[i]);
  }
  for (const Pending::Done& done : pending.done) {
    if (!done.new_commit.is_zero()) originals.emplace(done.new_commit, done.commit);
  }
  return originals;
}

std::size_t place_of(const Pending& pending, const git::Oid& original) {
  const auto found = std::ranges::find(pending.queue, split_from(pending, original));
  return found == pending.queue.end() ? 0 : static_cast<std::size_t>(found - pending.queue.begin()) + 1;
}

std::map<git::Oid, std::string> names_of_queue(Fork& fork, const Pending& pending) {
  std::vector<git::Oid> commits = pending.queue;
  // What is picked goes on top of the queue.
  if (pending.command == Pending::Command::pick) {
    commits = queue::queue_between(fork.store(), pending.base, pending.branch_before);
    commits.insert(commits.end(), pending.queue.begin(), pending.queue.end());
  }
  return replay_names(fork, commits, readable_project_patches(fork.project()));
}

std::string patch_name(Fork& fork, const std::map<git::Oid, std::string>& names, const git::Oid& id) {
  if (const auto known = names.find(id); known != names.end()) return known->second;
  const git::Commit commit = fork.store().commit(id);
  std::string name = queue::split_name_trailer(commit.message).name;
  return name.empty() ? commit.subject() : name;
}

void record(Pending& pending, const std::vector<queue::ReplayedPatch>& patches) {
  for (const queue::ReplayedPatch& patch : patches) {
    const git::Oid original = original_of(pending, patch.commit);
    if (original.is_zero()) continue;
    Pending::Done done = forget(pending, patch.commit);
    done.commit = original;
    done.new_commit = patch.new_commit.value_or(git::Oid{});
    done.state = queue::name_of(patch.state);
    if (patch.state == queue::PatchState::upstreamed && patch.upstreamed_by) {
      done.by = patch.upstreamed_by->commit.id.hex();
      done.how = queue::name_of(patch.upstreamed_by->how);
    }
    add_new(done.notes, patch.notes);
    add_losses(done, patch.hunks, patch.lost_lines);
    pending.done.push_back(std::move(done));
  }
}

void record_unfinished(Pending& pending, const std::vector<queue::ReplayStop::Todo>& todo) {
  for (const queue::ReplayStop::Todo& one : todo) {
    Pending::Done done{original_of(pending, one.original),
                       one.commit,
                       std::string(queue::name_of(queue::PatchState::clean)),
                       {},
                       {},
                       {}};
    Pending::Done before = forget(pending, one.original);
    done.taken = std::move(before.taken);
    done.hunks_kept = before.hunks_kept;
    done.lost_lines = std::move(before.lost_lines);
    add_losses(done, one.hunks, one.lost_lines);
    if (!done.taken.empty() || !done.lost_lines.empty()) pending.done.push_back(std::move(done));
  }
}

void record_resolution(Fork& fork, Pending& pending, const git::Oid& tip) {
  const git::Oid original = original_of(pending, pending.todo.front());
  Pending::Done done = forget(pending, pending.todo.front());
  done.state = queue::name_of(queue::PatchState::clean);
  // Usually one. Whoever makes several at the stop splits the patch: the first part is the patch, the others are new.
  git::Oid of = original;
  for (const git::Oid& commit : queue::queue_between(fork.store(), pending.prefix, tip)) {
    pending.resolutions.push_back({original, commit});
    done.commit = std::exchange(of, git::Oid{});
    if (done.commit.is_zero()) done.commit = commit;
    done.new_commit = commit;
    pending.done.push_back(std::exchange(done, Pending::Done{{}, {}, done.state, {}, {}, {}}));
  }
}

void record_skip(Pending& pending) {
  const git::Oid original = original_of(pending, pending.todo.front());
  forget(pending, pending.todo.front());
  pending.done.push_back({original, {}, k_skipped, {}, {}, {}});
}

std::vector<report::Patch> replayed_lines(const Pending& pending, const queue::ReplayResult& replayed) {
  std::vector<report::Patch> lines;
  lines.reserve(replayed.patches.size());
  for (const queue::ReplayedPatch& patch : replayed.patches) {
    const git::Oid original = original_of(pending, patch.commit);
    report::Patch line = to_report(patch, place_of(pending, original));
    if (!original.is_zero()) line.commit = original.hex();
    if (report::is_kept(line) && !report::needs_person(line) && is_resolved(pending, original)) {
      mark_resolved(pending, original, line);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<report::Patch> whole_queue_lines(Fork& fork, const Pending& pending,
                                             const std::vector<report::Patch>& last) {
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  std::vector<report::Patch> lines;
  const auto add = [&](const Pending::Done& done) {
    const auto known = std::ranges::find_if(last, [&](const report::Patch& line) {
      return line.commit == done.commit.hex() &&
             line.new_commit.value_or("") == (done.new_commit.is_zero() ? "" : done.new_commit.hex());
    });
    report::Patch line = known == last.end() ? line_of(fork, done) : *known;
    line.index = lines.size() + 1;
    line.name = patch_name(fork, names, done.commit);
    line.commit = done.commit.hex();
    add_new(line.notes, done.notes);
    if (report::is_kept(line) && is_resolved(pending, done.commit)) mark_resolved(pending, done.commit, line);
    put_losses(fork, done, line);
    lines.push_back(std::move(line));
  };
  for (const git::Oid& original : pending.queue) {
    for (const Pending::Done& done : pending.done) {
      if (done.commit == original) add(done);
    }
    for (const Pending::Done& done : pending.done) {
      if (done.commit != original && split_from(pending, done.commit) == original) add(done);
    }
  }
  return lines;
}

DroppedPatches dropped_patches(Fork& fork, const Pending& pending) {
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  DroppedPatches dropped;
  for (const Pending::Done& done : pending.done) {
    if (!done.new_commit.is_zero() || !is_in_queue(pending, done.commit)) continue;
    const std::string name = patch_name(fork, names, done.commit);
    if (!done.by.empty()) {
      dropped.upstreamed.emplace(name, done.by);
    } else {
      dropped.others.emplace(name, done.state == k_skipped ? k_you_skipped : k_is_empty);
    }
  }
  return dropped;
}

report::Audit account_of(const Pending& pending, const std::vector<report::Patch>& lines) {
  report::Audit audit;
  for (const report::Patch& line : lines) {
    const auto original = git::Oid::from_hex(line.commit);
    if (!original || !is_in_queue(pending, *original)) {
      // Split from a patch at a stop.
      if (report::is_kept(line)) ++audit.added;
      continue;
    }
    ++audit.in;
    if (line.state == report::PatchState::resolved) {
      // What they are is added by who can read them.
      if (line.is_reused) audit.reused.push_back({line.name, {}});
      if (!line.is_reused) ++audit.resolved;
    } else if (report::is_kept(line)) {
      ++(was_edited(pending, *original) ? audit.changed : audit.kept);
    } else if (line.upstreamed_by) {
      audit.upstreamed.push_back({line.name, line.upstreamed_by->commit.id});
    } else {
      const bool is_skipped = line.state == report::PatchState::skipped;
      audit.dropped.push_back({line.name, is_skipped ? k_you_skipped : k_is_empty});
    }
  }
  return audit;
}

void add_left_before(const workspace::ExportRecord& record, report::Audit& audit) {
  for (const auto& [name, why, by] : record.left) {
    ++audit.in;
    if (by.empty()) audit.dropped.push_back({name, why});
    if (!by.empty()) audit.upstreamed.push_back({name, by});
  }
}

}  // namespace mlxpatch::ops
