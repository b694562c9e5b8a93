#include <mlxpatch/ops/edit/fold.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/edit/fold.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "edit/queue_edit.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_doing = "folding patches";

queue::Folding folding_of(const OpenQueue& queue, const FoldOptions& options) {
  queue::Folding folding;
  folding.patches = queue.places_of(options.patches, "mlxpatch fold");
  const std::string typed = fmt::format("mlxpatch fold {} --into", join(options.patches, " "));
  folding.into = queue.places_of({options.into}, typed).front();
  std::ranges::sort(folding.patches);
  if (std::ranges::find(folding.patches, folding.into) == folding.patches.end()) return folding;
  throw Error(fmt::format("{} can't be folded into itself", queue.names_of({folding.into})), ErrorKind::usage)
      .doing(fmt::format("{} (nothing was changed)", k_doing))
      .hint("mlxpatch status            list the patches");
}

/// Patches that take each other back would leave one without a change, which `git am` does not read.
void refuse_to_empty(OpenQueue& queue, const queue::Rearranged& made, const queue::Folding& folding) {
  objects::ObjectStore& store = queue.fork().store();
  const auto place = std::ranges::find(made.from, std::optional(folding.into)) - made.from.begin();
  const git::Commit commit = store.commit(made.commits.at(static_cast<std::size_t>(place)));
  if (commit.tree != store.tree_of(commit.parents.front())) return;
  std::vector<std::size_t> all = folding.patches;
  all.push_back(folding.into);
  std::ranges::sort(all);
  std::vector<std::string> numbers;
  numbers.reserve(all.size());
  for (const std::size_t one : all) numbers.push_back(std::to_string(one + 1));
  throw Error(
      fmt::format("nothing would be left of {}: the patches take each other back", queue.names_of({folding.into})))
      .doing(fmt::format("{} (nothing was changed)", k_doing))
      .hint(fmt::format("mlxpatch drop {}     leave them all out", join(numbers, " ")));
}

/// The folded patches' own authors are in no patch any more.
std::vector<std::string> notes_of(OpenQueue& queue, const queue::Folding& folding) {
  const auto author_of = [&](std::size_t place) {
    return queue.fork().store().commit(queue.branch().commits.at(place)).author;
  };
  const git::Signature author = author_of(folding.into);
  std::vector<std::string> notes;
  for (const std::size_t place : folding.patches) {
    const git::Signature other = author_of(place);
    if (other.name == author.name && other.email == author.email) continue;
    notes.push_back(fmt::format("{} was by {} <{}>; {} is by {} <{}>", queue.names_of({place}), other.name, other.email,
                                queue.names_of({folding.into}), author.name, author.email));
  }
  return notes;
}

}  // namespace

report::QueueEdit fold(const Invocation& invocation, const FoldOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  const queue::Folding folding = folding_of(queue, options);
  const queue::Rearranged made = queue::fold(queue.fork().store(), queue.branch().commits, queue.branch().base, folding,
                                             queue.replay_options(reporter));
  queue.refuse_obstacles(made, k_doing);
  queue.require_same_tree(made, k_doing);
  refuse_to_empty(queue, made, folding);

  report::QueueEdit report;
  report.command = report::EditCommand::fold;
  report.target = queue.names_of({folding.into});
  report.notes = notes_of(queue, folding);
  DroppedPatches folded;
  for (const std::size_t place : folding.patches) {
    report.patches.push_back(queue.titles()[place].name);
    folded.others.emplace(report.patches.back(), "folded into " + report.target);
  }
  const std::string summary = fmt::format("{} into {}", queue.names_of(folding.patches), report.target);
  return queue.publish_as(made, folded, summary, std::move(report), reporter);
}

}  // namespace mlxpatch::ops
