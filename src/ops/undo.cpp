#include <mlxpatch/ops/undo.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "publish/operation_chain.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "publish/reverse.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

/// The newest operation that is neither undone nor itself an undo.
Operation last_operation(Fork& fork) {
  const std::vector<Operation> operations = fork.state().operations();
  const auto last = std::find_if(operations.rbegin(), operations.rend(), [](const Operation& operation) {
    return operation.state == Operation::State::done && operation.undoes == 0;
  });
  if (last == operations.rend()) throw Error("there is no operation to undo").hint("mlxpatch history");
  return *last;
}

void refuse_branch_that_moved(Fork& fork, const Operation& operation) {
  for (const workspace::RefMove& ref : operation.refs) {
    const git::Oid now = git::ref_target(fork.repository(), ref.name).value_or(git::Oid{});
    if (now == ref.after || ref.name != fork.branch_ref()) continue;
    throw Error(fmt::format("{} has moved since: it is at {}, and {} had left it at {}", fork.config().checkout_branch,
                            now.short_hex(), operation.command, ref.after.short_hex()))
        .doing(fmt::format("undoing operation {} ({})", operation.id, operation.command))
        .hint(
            fmt::format("git -C {0} branch keep && git -C {0} reset --keep {1}     keep your commits on another branch",
                        fork.config().checkout_dir, ref.after.short_hex()))
        .hint("mlxpatch undo              then try again");
  }
}

}  // namespace

report::Undo undo(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  refuse_while_under_way(fork);
  const Operation last = last_operation(fork);
  refuse_branch_that_moved(fork, last);
  const std::vector<Operation> chain = operation_chain(fork.state().operations(), last.id);

  report::Undo result;
  result.id = std::to_string(last.id);
  result.what = fmt::format("{}: {}", last.command, last.summary);
  // Each operation of the chain starts where the one before it ended, so the state before the first one is the one to
  // restore.
  Publication publication = reverse_of(fork.checkout(), last);
  const Operation& first = chain.front();
  publication.command = "undo";
  publication.summary = fmt::format("of {} ({})", last.id, last.command);
  if (!first.head.before.empty()) publication.head = first.head.before;
  if (first.tree_before) publication.tree_after = first.tree_before;
  for (const auto& [path, content] : publication.files) result.files.push_back(path);
  if (!publication.tree_before && !publication.tree_after) publication.head.reset();
  publish(fork.checkout(), std::move(publication), reporter);
  if (last.command == "pristine") {
    result.notes.push_back("the clean worktree itself stays; `mlxpatch pristine --remove` removes it");
  }
  const auto tip = fork.branch_tip();
  result.tip = tip ? tip->hex() : std::string();
  return result;
}

}  // namespace mlxpatch::ops
