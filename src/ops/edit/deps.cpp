#include <mlxpatch/ops/edit/deps.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/edit/dependencies.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/dependencies.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/branch_queue.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/replay_options.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

report::Dependencies deps(const Invocation& invocation, const DepsOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const BranchQueue branch = branch_queue(fork, fork.require_branch_tip());
  const std::map<git::Oid, std::string> names =
      replay_names(fork, branch.commits, readable_project_patches(fork.project()));

  report::Dependencies result;
  result.form = options.form;
  result.notes = branch.notes;
  std::vector<PatchTitle> titles = titles_of(fork.store(), branch.commits, names);
  for (const std::string& word : options.patches) {
    result.asked.push_back(find_patch(titles, fork.config(), word, "mlxpatch deps"));
  }
  std::ranges::sort(result.asked);
  const auto repeated = std::ranges::unique(result.asked);
  result.asked.erase(repeated.begin(), repeated.end());

  const queue::Dependencies found =
      queue::find_dependencies(fork.store(), branch.commits, replay_options(fork, queue::ReplayPolicy{}, reporter));
  for (std::size_t place = 0; place < titles.size(); ++place) {
    report::PatchDependencies& patch = result.queue.emplace_back();
    patch.name = std::move(titles[place].name);
    patch.subject = std::move(titles[place].subject);
    patch.commit = branch.commits[place].hex();
    for (const queue::Need& need : found.needs_of(place)) patch.needs.push_back({need.patch, need.paths});
    patch.needed_by = found.needing(place);
    patch.all_needs = found.all_needs_of(place);
    patch.all_needed_by = found.all_needing(place);
  }
  return result;
}

}  // namespace mlxpatch::ops
