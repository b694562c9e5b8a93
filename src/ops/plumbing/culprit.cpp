#include <mlxpatch/ops/plumbing/culprit.hpp>

#include <cstddef>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/plumbing.hpp>

#include "fork/checkout.hpp"
#include "fork/replay_options.hpp"
#include "fork/stand_in_identity.hpp"
#include "plumbing/range.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

report::CulpritRun culprit(const CulpritOptions& options, report::Reporter& reporter) {
  Checkout checkout = open_repository(options.repository);
  objects::ObjectStore& store = checkout.store();
  const git::Oid onto = git::resolve_commit(checkout.repository(), options.onto);
  const CommitRange range = parse_range(store, options.range);
  queue::ReplayOptions engine;
  engine.policy = keep_going();
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
