#include <fmt/format.h>
#include <algorithm>
#include <memory>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/history.hpp>
#include <mlxpatch/git/promised.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/transfer_options.hpp>
#include "context.hpp"
#include "convert.hpp"
#include "range.hpp"

#include "branch_queue.hpp"
#include "commit_line.hpp"
#include "fetch.hpp"
#include "head_text.hpp"
#include "preconditions.hpp"
#include "project.hpp"
#include "replay_options.hpp"
#include "stand_in_identity.hpp"
#include "transfer.hpp"

namespace mlxpatch::ops {

report::CulpritRun culprit(const CulpritOptions& options, report::Reporter& reporter) {
  const git::Repository repository = git::Repository::open(options.repository);
  git::ObjectStore store(repository, std::make_unique<git::PromisedObjects>(repository, git::TransferOptions{}));
  const git::Oid onto = git::resolve_commit(repository, options.onto);
  const CommitRange range = parse_range(store, options.range);
  queue::ReplayOptions engine;
  engine.on_conflict = queue::ReplayOptions::OnConflict::keep_going;
  engine.committer = stand_in_identity();
  engine.on_progress = replay_progress(reporter);
  const queue::ReplayResult replayed = queue::replay(store, range.commits, range.base, onto, engine);
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
