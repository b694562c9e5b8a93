#include "update/merge_update.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>
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
#include "publish/merge_drivers.hpp"
#include "publish/publication.hpp"
#include "update/finish.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

ComputedUpdate stop_at_conflicts(Fork& fork, const workspace::Pending& pending, const merge::TreeMerge& merge,
                                 report::Update report) {
  queue::ReplayStop stop;
  stop.onto = pending.onto;
  stop.tip = pending.branch_before;
  stop.tree = merge.tree;
  stop.conflicts = merge.conflicts;
  stop.todo.push_back({pending.onto, pending.onto});
  stop.tree = run_merge_drivers(fork.checkout(), stop.conflicts,
                                {fork.store().tree_of(stop.tip), stop.tree, {"", "HEAD", fork.tracking_name()}});
  Publication publication = publication_of_stop(fork, stop, pending, fork.store().tree_of(pending.branch_before));
  publication.summary = fmt::format("merge of {} stopped at a conflict", fork.tracking_name());
  publication.cherry_pick = {};
  publication.pending->mode = workspace::Pending::Mode::merge;
  report.outcome = report::Outcome::stopped_at_conflict;
  report.stop = report_of_merge_stop(fork, stop.conflicts, pending);
  report.next = steps_at_stop(fork, stop.conflicts, {}, pending.command);
  std::erase_if(report.next,
                [](const report::NextStep& step) { return step.kind == report::NextStep::Kind::skip_patch_instead; });
  return {std::move(publication), std::move(report), {}};
}

}  // namespace

ComputedUpdate merge_upstream(Fork& fork, const workspace::Pending& pending, report::Update report,
                              report::Reporter& reporter) {
  objects::ObjectStore& store = fork.store();
  const git::Oid base =
      objects::merge_base(fork.repository(), pending.branch_before, pending.onto).value_or(pending.base);
  merge::MergeOptions options = replay_options(fork, pending.policy, reporter).merge;
  options.theirs_label = fork.tracking_name();
  options.our_side = "your branch";
  options.their_side = "upstream";
  options.base_label = base.short_hex();
  merge::TreeMerger merger(store);
  const merge::TreeMerge merge =
      merger.merge(store.tree_of(base), store.tree_of(pending.branch_before), store.tree_of(pending.onto), options);
  for (const merge::UnusualMerge& unusual : merge.unusual) report.notes.push_back(merge::note_of(unusual));
  return merge.clean() ? finish_merge(fork, pending, merge.tree, std::move(report))
                       : stop_at_conflicts(fork, pending, merge, std::move(report));
}

ComputedUpdate finish_merge(Fork& fork, const workspace::Pending& pending, const git::Oid& tree,
                            report::Update report) {
  git::Commit commit;
  commit.tree = tree;
  commit.parents = {pending.branch_before, pending.onto};
  commit.author = git::author_identity(fork.repository());
  commit.committer = git::committer_identity(fork.repository());
  commit.message = fmt::format("Merge {} into {}\n", fork.describe(pending.onto), fork.config().checkout_branch);
  const git::Oid tip = fork.store().put_commit(commit);

  Publication publication;
  publication.command = "update --merge";
  publication.summary = fmt::format("{} merged", fork.describe(pending.onto));
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), pending.branch_before, tip});
  publication.tree_before = pending.by_hand ? tree : fork.store().tree_of(pending.branch_before);
  publication.tree_after = tree;
  report.patches = pending.queue.size();
  if (pending.by_hand) {
    report.next.push_back(report::NextStep(report::NextStep::Kind::show_resolution)
                              .in(fork.directory())
                              .at(tip.short_hex())
                              .of("the merge of " + fork.tracking_name()));
  }
  if (!fork.config().verify.empty()) report.next.push_back(report::NextStep::Kind::verify_updated);
  report.next.push_back(report::NextStep::Kind::regen_merged);
  return {std::move(publication), std::move(report), pending.autostash};
}

}  // namespace mlxpatch::ops
