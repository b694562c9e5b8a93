#include <mlxpatch/ops/edit/move.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
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
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

using Places = std::vector<std::size_t>;

/// The place of the patch beside which the others go.
std::size_t anchor_of(const OpenQueue& queue, const std::string& word, const std::string& command,
                      const Places& moved) {
  const std::size_t anchor = queue.places_of({word}, command).front();
  if (std::ranges::find(moved, anchor) == moved.end()) return anchor;
  throw Error(fmt::format("{} is itself one of the patches to move", queue.names_of({anchor})), ErrorKind::usage)
      .doing("moving patches (nothing was changed)")
      .hint("mlxpatch status            list the patches");
}

/// The whole queue with the moved patches at their new place.
Places new_order(const OpenQueue& queue, const Places& moved, const MoveOptions& options) {
  Places order = queue.all_but(moved);
  const std::string typed = "mlxpatch move " + join(options.patches, " ");
  auto at = options.first ? order.begin() : order.end();
  if (options.before) at = std::ranges::find(order, anchor_of(queue, *options.before, typed + " --before", moved));
  if (options.after)
    at = std::next(std::ranges::find(order, anchor_of(queue, *options.after, typed + " --after", moved)));
  order.insert(at, moved.begin(), moved.end());
  return order;
}

/// The first in the way; what comes after it may only be in its own way.
Error order_error(const OpenQueue& queue, const queue::Obstacle& obstacle) {
  const std::string name = queue.names_of({obstacle.patch});
  Error error(fmt::format("the patches can't be in that order: {} does not commute with {}", name,
                          queue.names_of(obstacle.over)));
  error.doing("moving patches (nothing was changed)");
  for (const std::string& path : obstacle.paths) error.at(path);
  return error.hint("mlxpatch status            list the patches in their order");
}

}  // namespace

report::QueueEdit move_patches(const Invocation& invocation, const MoveOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  const Places moved = queue.places_of(options.patches, "mlxpatch move");
  const Places order = new_order(queue, moved, options);
  const queue::Rearranged made = queue.rearranged(order, reporter);
  if (!made.obstacles.empty()) throw order_error(queue, made.obstacles.front());
  if (made.tree != queue.fork().store().tree_of(queue.branch().tip)) {
    throw Error("in that order the queue would end at another tree")
        .doing("moving patches (nothing was changed)")
        .hint("mlxpatch status            list the patches in their order");
  }

  report::QueueEdit report;
  report.command = report::EditCommand::move;
  for (const std::size_t place : moved) report.patches.push_back(queue.titles()[place].name);
  report.queue = queue.placed(made, order);
  return queue.publish_as(made, {}, queue.names_of(moved), std::move(report), reporter);
}

}  // namespace mlxpatch::ops
