#include <mlxpatch/ops/edit/drop.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "edit/queue_edit.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"

namespace mlxpatch::ops {

namespace {

using Places = std::vector<std::size_t>;

Error needed_error(const OpenQueue& queue, const DropOptions& options, const std::vector<queue::Obstacle>& needing) {
  Error error(needing.size() == 1 ? fmt::format("{} needs {}", queue.names_of({needing.front().patch}),
                                                queue.names_of(needing.front().over))
                                  : fmt::format("{} patches need what would be dropped", needing.size()));
  error.doing("dropping patches (nothing was changed)");
  for (const queue::Obstacle& obstacle : needing) {
    error.at(fmt::format("{} needs {}: {}", queue.names_of({obstacle.patch}), queue.names_of(obstacle.over),
                         join(obstacle.paths, ", ")));
  }
  error.hint(fmt::format("mlxpatch deps {}     show what needs {}", join(options.patches, " "),
                         options.patches.size() == 1 ? "it" : "them"));
  return error.hint(fmt::format("mlxpatch drop {} --with-dependents     drop {}, too", join(options.patches, " "),
                                needing.size() == 1 ? "it" : "them"));
}

}  // namespace

report::QueueEdit drop(const Invocation& invocation, const DropOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  require_clean_tree(queue.fork().checkout(), "");
  Places asked = queue.places_of(options.patches, "mlxpatch drop");
  std::ranges::sort(asked);
  const queue::Rearranged made = queue.rearranged(queue.all_but(asked), reporter);
  if (!made.obstacles.empty() && options.dependents == DropOptions::Dependents::refuse) {
    throw needed_error(queue, options, made.obstacles);
  }

  report::QueueEdit report;
  report.command = report::EditCommand::drop;
  DroppedPatches dropped;
  Places left = asked;
  for (const std::size_t place : asked) {
    report.patches.push_back(queue.titles()[place].name);
    dropped.others.emplace(report.patches.back(), "dropped");
  }
  for (const queue::Obstacle& obstacle : made.obstacles) {
    left.push_back(obstacle.patch);
    report::Dependent& dependent = report.dependents.emplace_back();
    dependent.name = queue.titles()[obstacle.patch].name;
    for (const std::size_t place : obstacle.over) dependent.needs.push_back(queue.titles()[place].name);
    dropped.others.emplace(dependent.name, "needs " + queue.names_of(obstacle.over));
  }
  std::ranges::sort(left);
  return queue.publish_as(made, dropped, queue.names_of(left), std::move(report), reporter);
}

}  // namespace mlxpatch::ops
