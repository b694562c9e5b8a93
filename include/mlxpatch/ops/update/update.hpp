#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ops {

struct UpdateOptions {
  std::string to;  ///< empty: the tracked branch's tip
  /// How far it goes: to the target, where it may have to stop, or to the newest commit at which every patch merges.
  enum class Reach { target, clean } reach = Reach::target;
  Effect effect = Effect::real;
  Method method = Method::rebase;
  DirtyTree dirty = DirtyTree::refuse;
  Network network = Network::use;
  queue::ReplayPolicy policy;
  Shrink shrink = Shrink::refuse;
  /// Whether it goes on by itself where all conflicts have been resolved before, in exactly the same texts.
  KnownConflicts known = KnownConflicts::stop;
};

report::Update update(const Invocation& invocation, const UpdateOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops
