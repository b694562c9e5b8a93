#include "update/merge_update.hpp"

#include <fmt/format.h>

#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/replay_options.hpp"
#include "publish/autostash.hpp"
#include "publish/publish.hpp"
#include "report/convert.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

void publish_conflicts(Fork& fork, const Journey& journey, const merge::TreeMerge& merge, report::Update& result,
                       report::Reporter& reporter) {
  queue::ReplayStop stop;
  stop.onto = journey.onto;
  stop.tip = journey.branch_before;
  stop.tree = merge.tree;
  stop.conflicts = merge.conflicts;
  stop.todo.push_back({journey.onto, journey.onto});
  Publication publication = publication_of_stop(fork, stop, journey, fork.store().tree_of(journey.branch_before));
  publication.summary = fmt::format("merge of {} stopped at a conflict", fork.tracking_name());
  publication.cherry_pick = {};
  publication.pending->mode = workspace::Pending::Mode::merge;
  result.outcome = report::Outcome::stopped_at_conflict;
  result.stop = report::Stop{};
  result.stop->directory = fork.config().checkout_dir;
  result.stop->patch = "merge of " + fork.tracking_name();
  result.stop->subject = fork.store().commit(journey.onto).subject();
  for (const merge::MergeConflict& conflict : merge.conflicts) result.stop->conflicts.push_back(to_report(conflict));
  result.next = steps_at_stop(fork, stop.conflicts);
  std::erase_if(result.next,
                [](const report::NextStep& step) { return step.kind == report::NextStep::Kind::skip_patch_instead; });
  publish(fork, std::move(publication), reporter);
}

}  // namespace

void merge_upstream(Fork& fork, const Journey& journey, report::Update& result, report::Reporter& reporter) {
  objects::ObjectStore& store = fork.store();
  const git::Oid base =
      objects::merge_base(fork.repository(), journey.branch_before, journey.onto).value_or(journey.base);
  merge::MergeOptions options = replay_options(fork, reporter).merge;
  options.theirs_label = fork.tracking_name();
  options.base_label = base.short_hex();
  merge::TreeMerger merger(store);
  const merge::TreeMerge merge =
      merger.merge(store.tree_of(base), store.tree_of(journey.branch_before), store.tree_of(journey.onto), options);
  if (merge.clean()) {
    finish_merge(fork, journey, merge.tree, result, reporter);
  } else {
    publish_conflicts(fork, journey, merge, result, reporter);
  }
}

void finish_merge(Fork& fork, const Journey& journey, const git::Oid& tree, report::Update& result,
                  report::Reporter& reporter) {
  git::Commit commit;
  commit.tree = tree;
  commit.parents = {journey.branch_before, journey.onto};
  commit.author = git::author_identity(fork.repository());
  commit.committer = git::committer_identity(fork.repository());
  commit.message = fmt::format("Merge {} into {}\n", fork.describe(journey.onto), fork.config().checkout_branch);
  const git::Oid tip = fork.store().put_commit(commit);

  Publication publication;
  publication.command = "update --merge";
  publication.summary = fmt::format("{} merged", fork.describe(journey.onto));
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), journey.branch_before, tip});
  publication.tree_before = journey.by_hand ? tree : fork.store().tree_of(journey.branch_before);
  publication.tree_after = tree;
  publish(fork, std::move(publication), reporter);
  result.patches = journey.queue.size();
  bring_changes_back(fork, journey.autostash, result.notes);
  result.next.push_back(report::NextStep::Kind::regen_merged);
}

}  // namespace mlxpatch::ops
