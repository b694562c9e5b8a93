#include <mlxpatch/ops/plumbing/replay.hpp>

#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
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

#include "fork/checkout.hpp"
#include "fork/replay_options.hpp"
#include "fork/stand_in_identity.hpp"
#include "plumbing/range.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

namespace {

queue::ReplayOptions engine_options(const git::Repository& repository, const ReplayOptions& options,
                                    report::Reporter& reporter) {
  queue::ReplayOptions engine;
  const bool is_dry = options.effect == Effect::dry_run;
  engine.policy = is_dry ? keep_going(options.policy) : options.policy;
  engine.committer = is_dry ? stand_in_identity() : git::committer_identity(repository);
  engine.on_progress = replay_progress(reporter);
  return engine;
}

/// The ref of the branch. Throws Error if it is checked out, because moving it would leave its worktree out of date.
std::string branch_to_move(const git::Repository& repository, const std::string& name) {
  const std::string ref = name.starts_with("refs/") ? name : "refs/heads/" + name;
  // Git could not tell such a branch from HEAD, or from an option.
  if (ref == "refs/heads/HEAD" || name.starts_with('-')) {
    throw Error(fmt::format("\"{}\" can't be the name of a branch", escape_control(name)), ErrorKind::usage);
  }
  if (!repository.is_bare() && git::head(repository).branch == ref) {
    throw Error(fmt::format("{} is checked out: moving it would leave its worktree out of date", name),
                ErrorKind::usage)
        .hint("git switch --detach        leave the branch first")
        .hint("or name another branch with --branch");
  }
  return ref;
}

}  // namespace

report::ReplayRun replay(const ReplayOptions& options, report::Reporter& reporter) {
  const bool is_dry = options.effect == Effect::dry_run;
  Checkout checkout =
      is_dry ? open_repository(options.repository) : open_repository_to_write(options.repository, reporter);
  const git::Oid onto = git::resolve_commit(checkout.repository(), options.onto);
  const CommitRange range = parse_range(checkout.store(), options.range);
  const std::string branch = options.branch.empty() ? "" : branch_to_move(checkout.repository(), options.branch);

  const queue::ReplayResult replayed = queue::replay(checkout.store(), range.commits, range.base, onto,
                                                     engine_options(checkout.repository(), options, reporter));
  report::ReplayRun run;
  run.replay = to_report(replayed, range.base, onto);
  run.outcome = replayed.clean ? report::Outcome::done : report::Outcome::check_failed;
  if (is_dry) return run;
  // The trees that are reported exist afterwards, also beside a conflict.
  if (branch.empty() || !replayed.clean) {
    const InterruptHold hold;
    checkout.store().write_pack();
    return run;
  }
  Publication publication;
  publication.command = "replay";
  publication.summary = fmt::format("{} moved onto {}", options.branch, onto.short_hex());
  publication.refs.push_back(
      {branch, git::ref_target(checkout.repository(), branch).value_or(git::Oid{}), replayed.tip});
  publish(checkout, std::move(publication), reporter);
  run.moved_branch = options.branch;
  return run;
}

}  // namespace mlxpatch::ops
