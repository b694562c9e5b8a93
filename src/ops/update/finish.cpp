#include "update/finish.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/replay_options.hpp"
#include "publish/autostash.hpp"
#include "publish/publish.hpp"
#include "report/convert.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

using queue::PatchState;

/// Which patches left the queue on the way, and why.
Departures departures_of(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed) {
  Departures departures;
  for (const queue::ReplayedPatch& patch : replayed.patches) {
    if (patch.state == PatchState::upstreamed && patch.upstreamed_by) {
      departures.upstreamed.emplace(patch.name, patch.upstreamed_by->commit.id.hex());
    } else if (patch.state == PatchState::upstreamed || patch.state == PatchState::empty) {
      departures.dropped.emplace(patch.name, "nothing is left of it on the new base");
    }
  }
  for (const workspace::Pending::Done& left : journey.left) {
    const std::string name = queue::split_name_trailer(fork.store().commit(left.commit).message).name;
    if (left.by.empty()) departures.dropped.emplace(name, left.state);
    if (!left.by.empty()) departures.upstreamed.emplace(name, left.by);
  }
  return departures;
}

/// The queue's new place as a publication: branch, HEAD, working folder.
Publication arrival(Fork& fork, const Journey& journey, const git::Oid& tip, const git::Oid& tree_before) {
  Publication publication;
  publication.command = journey.command;
  publication.summary = fmt::format("{} to {}", fork.describe(journey.base), fork.describe(journey.onto));
  if (journey.command == "pick") publication.summary = "upstream commits picked";
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), journey.branch_before, tip});
  publication.tree_before = tree_before;
  publication.tree_after = fork.store().tree_of(tip);
  publication.keep = {journey.branch_before};
  return publication;
}

void add_files(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed, Publication& publication,
               report::Update& result) {
  const queue::PatchDirectory folder = read_patch_folder(fork.project());
  const std::vector<git::Oid> commits = queue::queue_between(fork.store(), journey.onto, replayed.tip);
  FileSet files = file_set(fork, commits, journey.onto, folder, Keep::old_bytes);
  const Departures departures = departures_of(fork, journey, replayed);
  if (journey.shrink == Shrink::refuse) {
    refuse_shrinking(files, folder, departures,
                     journey.command == "update" ? "mlxpatch update --force" : "mlxpatch regen --force");
  }
  result.audit = audit(fork, files, folder, departures, publication.tree_after);
  result.written = paths_written(fork, files);
  publication.files = std::move(files.changes);
  const git::Oid exported = git::ref_target(fork.repository(), k_exported_ref).value_or(git::Oid{});
  publication.refs.push_back({k_exported_ref, exported, replayed.tip});
}

void arrive(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed, const git::Oid& tree_before,
            report::Update& result, report::Reporter& reporter) {
  Publication publication = arrival(fork, journey, replayed.tip, tree_before);
  if (journey.by_hand) {
    result.patches = queue::queue_between(fork.store(), journey.onto, replayed.tip).size();
    result.next.push_back(report::NextStep(report::NextStep::Kind::review_resolution)
                              .in(fork.config().checkout_dir)
                              .at(journey.onto.short_hex()));
    result.next.push_back(report::NextStep::Kind::regen_resolved);
  } else {
    add_files(fork, journey, replayed, publication, result);
  }
  publish(fork, std::move(publication), reporter);
  bring_changes_back(fork, journey.autostash, result.notes);
  if (!journey.by_hand && !fork.config().verify.empty()) {
    result.next.push_back(report::NextStep::Kind::verify_updated);
  }
}

void stop_at_conflict(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed,
                      const git::Oid& tree_before, report::Update& result, report::Reporter& reporter) {
  const queue::ReplayStop& stop = *replayed.stop;
  const git::Oid original = stop.todo.front().original;
  const auto patch = std::find_if(replayed.patches.begin(), replayed.patches.end(),
                                  [&](const queue::ReplayedPatch& one) { return one.commit == original; });
  result.outcome = report::Outcome::stopped_at_conflict;
  result.stop = report_of_stop(fork, stop, patch == replayed.patches.end() ? nullptr : &*patch, journey.onto);
  result.next = steps_at_stop(fork, stop.conflicts);
  publish(fork, publication_of_stop(fork, stop, journey, tree_before), reporter);
}

}  // namespace

queue::ReplayOptions journey_options(Fork& fork, const Journey& journey, report::Reporter& reporter) {
  queue::ReplayOptions options = replay_options(fork, reporter);
  if (journey.strides == Strides::one) options.strides = queue::ReplayOptions::Strides::one;
  if (journey.dedup == Dedup::off) options.dedup = queue::ReplayOptions::Dedup::off;
  return options;
}

void arrive_or_stop(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed,
                    const git::Oid& tree_before, report::Update& result, report::Reporter& reporter) {
  result.replay = to_report(replayed, journey.base, journey.onto);
  if (replayed.stop) {
    stop_at_conflict(fork, journey, replayed, tree_before, result, reporter);
  } else {
    arrive(fork, journey, replayed, tree_before, result, reporter);
  }
}

void travel_on(Fork& fork, const workspace::Pending& pending, const Journey& journey, const git::Oid& tip,
               const git::Oid& tree_before, report::Update& result, report::Reporter& reporter) {
  objects::ObjectStore& store = fork.store();
  const git::Oid below =
      objects::merge_base(fork.repository(), pending.todo.front(), pending.stride).value_or(pending.base);

  // The rest of this stride: nothing new of upstream comes in, so there is nothing to scan or to leave out.
  queue::ReplayOptions this_stride = journey_options(fork, journey, reporter);
  this_stride.strides = queue::ReplayOptions::Strides::one;
  this_stride.dedup = queue::ReplayOptions::Dedup::off;
  const std::vector<git::Oid> rest(pending.todo.begin() + 1, pending.todo.end());
  queue::ReplayResult replayed = queue::replay(store, rest, below, tip, this_stride);
  if (replayed.stop) {
    // HEAD stands on the replayed prefix; upstream has come as far as the stride's commit.
    replayed.stop->onto = pending.stride;
    arrive_or_stop(fork, journey, replayed, tree_before, result, reporter);
    return;
  }
  if (pending.stride == journey.onto) {
    arrive_or_stop(fork, journey, replayed, tree_before, result, reporter);
    return;
  }
  const std::vector<git::Oid> queue = queue::queue_between(store, pending.stride, replayed.tip);
  replayed = queue::replay(store, queue, pending.stride, journey.onto, journey_options(fork, journey, reporter));
  arrive_or_stop(fork, journey, replayed, tree_before, result, reporter);
}

}  // namespace mlxpatch::ops
