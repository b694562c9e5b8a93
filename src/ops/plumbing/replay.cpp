#include <mlxpatch/ops/plumbing/replay.hpp>

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/transport/promised_objects.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "fork/replay_options.hpp"
#include "fork/stand_in_identity.hpp"
#include "plumbing/range.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

namespace {

queue::ReplayOptions engine_options(const git::Repository& repository, const ReplayOptions& options,
                                    report::Reporter& reporter) {
  queue::ReplayOptions engine;
  const bool keeps_going = options.on_conflict == OnConflict::keep_going || options.effect == Effect::dry_run;
  engine.on_conflict =
      keeps_going ? queue::ReplayOptions::OnConflict::keep_going : queue::ReplayOptions::OnConflict::stop;
  if (options.dedup == Dedup::off) engine.dedup = queue::ReplayOptions::Dedup::off;
  if (options.strides == Strides::one) engine.strides = queue::ReplayOptions::Strides::one;
  const bool is_dry = options.effect == Effect::dry_run;
  engine.committer = is_dry ? stand_in_identity() : git::committer_identity(repository);
  engine.on_progress = replay_progress(reporter);
  return engine;
}

/// A branch that is checked out somewhere must not move below the feet of its working folder.
std::string branch_to_move(const git::Repository& repository, const std::string& name) {
  const std::string ref = name.starts_with("refs/") ? name : "refs/heads/" + name;
  if (!repository.is_bare() && git::head(repository).branch == ref) {
    throw Error(fmt::format("{} is checked out: moving it would leave its working folder behind", name),
                ErrorKind::usage)
        .hint("git switch --detach        leave the branch first")
        .hint("or name another branch with --branch");
  }
  return ref;
}

}  // namespace

report::ReplayRun replay(const ReplayOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  objects::ObjectStore store(repository,
                             std::make_unique<transport::PromisedObjects>(repository, transport::TransferOptions{}));
  const git::Oid onto = git::resolve_commit(repository, options.onto);
  const CommitRange range = parse_range(store, options.range);
  const std::string branch = options.branch.empty() ? "" : branch_to_move(repository, options.branch);

  const queue::ReplayResult replayed =
      queue::replay(store, range.commits, range.base, onto, engine_options(repository, options, reporter));
  report::ReplayRun run;
  run.replay = to_report(replayed, range.base, onto);
  run.outcome = replayed.clean ? report::Outcome::done : report::Outcome::check_failed;
  if (options.effect == Effect::dry_run || !replayed.clean) return run;

  const InterruptHold hold;
  store.write_pack();
  if (!branch.empty()) {
    const git::Oid before = git::ref_target(repository, branch).value_or(git::Oid{});
    git::update_ref(repository, branch, before, replayed.tip, "mlxpatch replay");
    run.moved_branch = options.branch;
  }
  return run;
}

}  // namespace mlxpatch::ops
