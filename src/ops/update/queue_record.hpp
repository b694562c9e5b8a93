#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"

// An update that stops replays the queue in several pieces, each time from other commits. What became of each patch,
// and where it is in the queue, is kept by the commit that it was before the update began: in Pending::done.
namespace mlxpatch::ops {

/// Which of the update's own queue a commit was made from, at whatever stop; zero if none. A commit that a person split
/// from a patch at a stop is of the queue from then on, as it was then.
git::Oid original_of(const workspace::Pending& pending, const git::Oid& commit);

/// The same for all commits that the update has made so far.
std::map<git::Oid, git::Oid> originals_of(const workspace::Pending& pending);

/// The place in the whole queue, from 1; 0 for a commit that is not of it. What was split from a patch has its place.
std::size_t place_of(const workspace::Pending& pending, const git::Oid& original);

/// The names of the patch files of the queue that the update began with, or that they would get, by commit.
std::map<git::Oid, std::string> names_of_queue(Fork& fork, const workspace::Pending& pending);

/// The name of a patch: one of `names`, or what the commit itself says; the subject of one that has no file.
std::string patch_name(Fork& fork, const std::map<git::Oid, std::string>& names, const git::Oid& commit);

/// Records what a replay made of its patches, in place of what was known of them.
void record(workspace::Pending& pending, const std::vector<queue::ReplayedPatch>& patches);

/// Records that patches are to be replayed from another form: of their last one only counts what it had lost.
void record_unfinished(workspace::Pending& pending, const std::vector<queue::ReplayStop::Todo>& todo);

/// Records that a person resolved the conflict of the stop: the commits above `prefix` up to `tip`.
void record_resolution(Fork& fork, workspace::Pending& pending, const git::Oid& tip);

/// Records that a person left the conflicting patch out.
void record_skip(workspace::Pending& pending);

/// The patches of one replay as a report has them, by their place in the whole queue. `pending` is the state before
/// they were recorded.
std::vector<report::Patch> replayed_lines(const workspace::Pending& pending, const queue::ReplayResult& replayed);

/// What became of every patch of the queue, over all stops, and of what was split from one. `last` are the lines of the
/// last replay, which are in `pending`, too.
std::vector<report::Patch> whole_queue_lines(Fork& fork, const workspace::Pending& pending,
                                             const std::vector<report::Patch>& last);

/// Which patches left the queue since the update began, and why.
DroppedPatches dropped_patches(Fork& fork, const workspace::Pending& pending);

/// The account of an update that a person had a hand in: every patch of the queue is in it once.
report::Audit account_of(const workspace::Pending& pending, const std::vector<report::Patch>& lines);

/// Adds the patches that left the queue in earlier updates since which the files were not written.
void add_left_before(const workspace::ExportRecord& record, report::Audit& audit);

}  // namespace mlxpatch::ops
