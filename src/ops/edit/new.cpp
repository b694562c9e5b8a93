#include <mlxpatch/ops/edit/new.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/edit/append.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "edit/message.hpp"
#include "edit/new_name.hpp"
#include "edit/queue_edit.hpp"
#include "edit/uncommitted.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_doing = "making a patch of uncommitted changes";

void refuse_nothing(const Checkout& checkout, const UncommittedWork& uncommitted) {
  if (!uncommitted.changes.empty()) return;
  throw Error("no tracked file of the checkout has uncommitted changes")
      .doing(fmt::format("{} (nothing was changed)", k_doing))
      .hint(checkout.git_command("add FILE     if a file that git does not track belongs to the patch"))
      .hint("mlxpatch regen             makes patches of commits");
}

/// Those at or below the paths; all of them if there are none.
std::vector<objects::PathEdit> chosen(const std::vector<objects::PathChange>& changes,
                                      const std::vector<std::string>& paths) {
  std::vector<objects::PathEdit> edits;
  for (const objects::PathChange& change : changes) {
    const bool is_chosen = paths.empty() || std::ranges::any_of(paths, [&](const std::string& path) {
                             return is_at_or_below(change.path, path);
                           });
    if (is_chosen) edits.push_back({change.path, change.after});
  }
  return edits;
}

/// Of the last patch, if there is one.
std::string name_to_resemble(const OpenQueue& queue) {
  return queue.titles().empty() ? "a.patch" : queue.titles().back().name;
}

}  // namespace

report::QueueEdit new_patch(const Invocation& invocation, const NewOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  Fork& fork = queue.fork();
  queue::Addition addition;
  addition.name = new_name(queue, options.name, name_to_resemble(queue), k_doing);
  const UncommittedWork uncommitted = read_uncommitted(queue, k_doing);
  refuse_nothing(fork.checkout(), uncommitted);
  const std::vector<std::string> paths =
      changed_paths(fork.checkout(), invocation, uncommitted, options.paths, k_doing);
  const std::vector<objects::PathEdit> edits = chosen(uncommitted.changes, paths);
  addition.tree = objects::edit_tree(fork.store(), uncommitted.committed, edits);
  // As after `git commit -a` the files are staged as they are, those too whose staged change was taken back since.
  const std::vector<objects::PathEdit> to_stage =
      chosen(objects::changes_between(fork.store(), uncommitted.index, uncommitted.worktree), paths);
  queue.keep_worktree({uncommitted.index, objects::edit_tree(fork.store(), uncommitted.index, to_stage)});
  addition.message = asked_message(fork.repository(), {options.paragraphs, "", options.effect}, k_doing);
  addition.author = fork.author();
  addition.committer = fork.committer();
  const queue::EditedQueue made = queue::append(fork.store(), queue.branch().commits, queue.branch().base, addition);

  report::QueueEdit report;
  report.command = report::EditCommand::new_patch;
  report.target = addition.name;
  for (const objects::PathEdit& edit : edits) report.files.push_back(fork.checkout().shown(edit.path));
  return queue.publish_as(made, {}, addition.name, std::move(report), reporter);
}

}  // namespace mlxpatch::ops
