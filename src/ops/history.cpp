#include <mlxpatch/ops/history.hpp>

#include <ranges>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/fork.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

}  // namespace

report::History history(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  report::History result;
  const std::vector<Operation> operations = fork.state().operations();
  for (const Operation& operation : std::views::reverse(operations)) {
    const bool is_undone = operation.state == Operation::State::undone;
    result.operations.push_back({std::to_string(operation.id), operation.date, operation.command, operation.summary,
                                 is_undone ? report::History::State::undone : report::History::State::done});
  }
  return result;
}

}  // namespace mlxpatch::ops
