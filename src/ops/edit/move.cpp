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

namespace mlxpatch::ops {

namespace {

using Places = std::vector<std::size_t>;

constexpr const char* k_doing = "moving patches";

/// The place of the patch beside which the others go.
std::size_t anchor_of(const OpenQueue& queue, const std::string& word, const std::string& command,
                      const Places& moved) {
  const std::size_t anchor = queue.places_of({word}, command).front();
  if (std::ranges::find(moved, anchor) == moved.end()) return anchor;
  throw Error(fmt::format("{} is itself one of the patches to move", queue.names_of({anchor})), ErrorKind::usage)
      .doing(fmt::format("{} (nothing was changed)", k_doing))
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

}  // namespace

report::QueueEdit move_patches(const Invocation& invocation, const MoveOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  const Places moved = queue.places_of(options.patches, "mlxpatch move");
  const Places order = new_order(queue, moved, options);
  const queue::Rearranged made = queue.rearranged(order, reporter);
  queue.refuse_obstacles(made, k_doing);
  queue.require_same_tree(made, k_doing);

  report::QueueEdit report;
  report.command = report::EditCommand::move;
  for (const std::size_t place : moved) report.patches.push_back(queue.titles()[place].name);
  return queue.publish_as(made, {}, queue.names_of(moved), std::move(report), reporter);
}

}  // namespace mlxpatch::ops
