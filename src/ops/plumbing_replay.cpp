#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/history.hpp>
#include <mlxpatch/git/promised.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/transfer_options.hpp>

#include "context.hpp"
#include "convert.hpp"
#include "plumbing.hpp"

namespace mlxpatch::ops {

CommitRange parse_range(git::ObjectStore& store, const std::string& words) {
  const std::size_t dots = words.find("..");
  if (dots == std::string::npos || dots == 0 || words.find("...") != std::string::npos) {
    throw Error(fmt::format("\"{}\" is no range of commits", words), ErrorKind::usage)
        .hint("write BASE..TIP, e.g. upstream/main..local-patches");
  }
  const std::string tip = words.substr(dots + 2);
  CommitRange range;
  range.base = git::resolve_commit(store.repository(), words.substr(0, dots));
  range.tip = git::resolve_commit(store.repository(), tip.empty() ? "HEAD" : tip);
  // As `git rebase` does: the queue stands on where it left the base's history.
  range.base = git::merge_base(store.repository(), range.base, range.tip).value_or(range.base);
  range.commits = queue::queue_between(store, range.base, range.tip);
  return range;
}

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
  engine.on_progress = [&reporter](std::size_t done, std::size_t total) {
    reporter.on(report::Progress{"Replaying patches", done, total});
  };
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
  git::ObjectStore store(repository, std::make_unique<git::PromisedObjects>(repository, git::TransferOptions{}));
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

report::CulpritRun culprit(const CulpritOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  git::ObjectStore store(repository, std::make_unique<git::PromisedObjects>(repository, git::TransferOptions{}));
  const git::Oid onto = git::resolve_commit(repository, options.onto);
  const CommitRange range = parse_range(store, options.range);
  ReplayOptions replaying;
  replaying.effect = Effect::dry_run;
  const queue::ReplayResult replayed =
      queue::replay(store, range.commits, range.base, onto, engine_options(repository, replaying, reporter));
  report::CulpritRun run;
  run.base = range.base.hex();
  run.onto = onto.hex();
  for (std::size_t i = 0; i < replayed.patches.size(); ++i) {
    if (replayed.patches[i].state == queue::PatchState::conflict)
      run.patches.push_back(to_report(replayed.patches[i], i + 1));
  }
  return run;
}

}  // namespace mlxpatch::ops
