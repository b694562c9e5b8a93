#include <fmt/format.h>
#include <algorithm>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/worktree.hpp>
#include "transaction.hpp"

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

namespace {

using workspace::Operation;

}  // namespace

report::History history(const Place& place, report::Reporter& reporter) {
  Fork fork = Fork::open(place, Access::read, reporter);
  report::History result;
  const std::vector<Operation> operations = fork.state().operations();
  for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
    result.operations.push_back(
        {std::to_string(it->id), it->date, it->command, it->summary,
         it->state == Operation::State::undone ? report::History::State::undone : report::History::State::done});
  }
  return result;
}

}  // namespace mlxpatch::ops
