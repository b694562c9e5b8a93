#include "update/queue_record.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

constexpr const char* k_skipped = "skipped";

bool is_resolved(const Pending& pending, const git::Oid& original) {
  return std::ranges::any_of(pending.resolutions,
                             [&](const Pending::Resolution& resolution) { return resolution.commit == original; });
}

/// Removes what was known of the patch in its earlier form. Returns the notes on it.
std::vector<std::string> forget(Pending& pending, const git::Oid& commit) {
  const auto known = std::ranges::find_if(
      pending.done, [&](const Pending::Done& done) { return !commit.is_zero() && done.new_commit == commit; });
  if (known == pending.done.end()) return {};
  std::vector<std::string> notes = std::move(known->notes);
  pending.done.erase(known);
  return notes;
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

}  // namespace

git::Oid original_of(const Pending& pending, const git::Oid& commit) {
  for (std::size_t i = 0; i < pending.todo.size() && i < pending.todo_from.size(); ++i) {
    if (pending.todo[i] == commit) return pending.todo_from[i];
  }
  for (const Pending::Done& done : pending.done) {
    if (!done.new_commit.is_zero() && done.new_commit == commit) return done.commit;
  }
  return std::ranges::find(pending.queue, commit) == pending.queue.end() ? git::Oid{} : commit;
}

std::size_t place_of(const Pending& pending, const git::Oid& original) {
  const auto found = std::ranges::find(pending.queue, original);
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
  return name.empty() ? patch::file_name_for(commit.subject()) + ".patch" : name;
}

void record(Pending& pending, const std::vector<queue::ReplayedPatch>& patches) {
  for (const queue::ReplayedPatch& patch : patches) {
    const git::Oid original = original_of(pending, patch.commit);
    if (original.is_zero()) continue;
    Pending::Done done{original, patch.new_commit.value_or(git::Oid{}), std::string(queue::name_of(patch.state)), {},
                       {},       forget(pending, patch.commit)};
    if (patch.state == queue::PatchState::upstreamed && patch.upstreamed_by) {
      done.by = patch.upstreamed_by->commit.id.hex();
      done.how = queue::name_of(patch.upstreamed_by->how);
    }
    add_new(done.notes, patch.notes);
    pending.done.push_back(std::move(done));
  }
}

void record_unfinished(Pending& pending, const std::vector<git::Oid>& commits) {
  for (const git::Oid& commit : commits) forget(pending, commit);
}

void record_resolution(Fork& fork, Pending& pending, const git::Oid& tip) {
  const git::Oid original = original_of(pending, pending.todo.front());
  const std::string state(queue::name_of(queue::PatchState::clean));
  // Usually one; whoever commits at the stop may make several.
  for (const git::Oid& commit : queue::queue_between(fork.store(), pending.prefix, tip)) {
    pending.done.push_back({original, commit, state, {}, {}, {}});
    pending.resolutions.push_back({original, commit});
  }
}

void record_skip(Pending& pending) {
  pending.done.push_back({original_of(pending, pending.todo.front()), {}, k_skipped, {}, {}, {}});
}

std::vector<report::Patch> replayed_lines(const Pending& pending, const queue::ReplayResult& replayed) {
  std::vector<report::Patch> lines;
  lines.reserve(replayed.patches.size());
  for (const queue::ReplayedPatch& patch : replayed.patches) {
    const git::Oid original = original_of(pending, patch.commit);
    report::Patch line = to_report(patch, place_of(pending, original));
    if (!original.is_zero()) line.commit = original.hex();
    if (report::is_kept(line) && !report::needs_person(line) && is_resolved(pending, original)) {
      line.state = report::PatchState::resolved;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<report::Patch> whole_queue_lines(Fork& fork, const Pending& pending,
                                             const std::vector<report::Patch>& last) {
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  std::vector<report::Patch> lines;
  for (const git::Oid& original : pending.queue) {
    for (const Pending::Done& done : pending.done) {
      if (done.commit != original) continue;
      const auto known = std::ranges::find_if(last, [&](const report::Patch& line) {
        return line.commit == original.hex() &&
               line.new_commit.value_or("") == (done.new_commit.is_zero() ? "" : done.new_commit.hex());
      });
      report::Patch line = known == last.end() ? line_of(fork, done) : *known;
      line.index = place_of(pending, original);
      line.name = patch_name(fork, names, original);
      line.commit = original.hex();
      add_new(line.notes, done.notes);
      if (report::is_kept(line) && is_resolved(pending, original)) line.state = report::PatchState::resolved;
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

DroppedPatches dropped_patches(Fork& fork, const Pending& pending) {
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  DroppedPatches dropped;
  for (const Pending::Done& done : pending.done) {
    if (!done.new_commit.is_zero()) continue;
    const std::string name = patch_name(fork, names, done.commit);
    if (!done.by.empty()) {
      dropped.upstreamed.emplace(name, done.by);
    } else {
      dropped.others.emplace(name, done.state == k_skipped ? "you skipped it" : "it is now empty");
    }
  }
  return dropped;
}

report::Audit account_of(const std::vector<report::Patch>& lines) {
  report::Audit audit;
  std::size_t last_index = 0;
  for (const report::Patch& line : lines) {
    // Of a patch that a person committed in several pieces only the first one counts.
    if (std::exchange(last_index, line.index) == line.index) continue;
    ++audit.in;
    if (line.state == report::PatchState::resolved) {
      ++audit.resolved;
    } else if (report::is_kept(line)) {
      ++audit.kept;
    } else if (line.upstreamed_by) {
      audit.upstreamed.push_back({line.name, line.upstreamed_by->commit.id});
    } else {
      const bool is_skipped = line.state == report::PatchState::skipped;
      audit.dropped.push_back({line.name, is_skipped ? "you skipped it" : "it is now empty"});
    }
  }
  return audit;
}

}  // namespace mlxpatch::ops
