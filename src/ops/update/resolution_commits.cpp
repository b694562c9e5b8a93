#include "update/resolution_commits.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/origin_line.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "update/queue_record.hpp"

namespace mlxpatch::ops {

namespace {

/// The message of a person's commit at a stop as the patch's: with the name of its file, and with the lines that say
/// which commits it was picked from. A message of the person's own has neither.
std::string as_patch(const std::string& own, const std::string& conflicting, const std::string& name) {
  std::string message = queue::split_name_trailer(own).message;
  const std::vector<git::Oid> present = queue::origins_in(message);
  bool is_complete = name.empty() || queue::split_name_trailer(own).name == name;
  for (const git::Oid& origin : queue::origins_in(conflicting)) {
    if (std::ranges::find(present, origin) != present.end()) continue;
    message = queue::add_origin_line(message, origin);
    is_complete = false;
  }
  if (is_complete) return own;
  return name.empty() ? message : queue::add_name_trailer(message, name);
}

}  // namespace

std::string name_of_conflicting(Fork& fork, const workspace::Pending& pending) {
  if (pending.mode == workspace::Pending::Mode::merge) return {};
  const git::Oid& conflicting = pending.todo.front();
  const git::Oid original = original_of(pending, conflicting);
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  const auto known = names.find(original.is_zero() ? conflicting : original);
  return known != names.end() ? known->second
                              : queue::split_name_trailer(fork.store().commit(conflicting).message).name;
}

git::Oid with_name(Fork& fork, const workspace::Pending& pending, const git::Oid& tip) {
  if (pending.mode == workspace::Pending::Mode::merge) return tip;
  objects::ObjectStore& store = fork.store();
  const git::Oid& conflicting = pending.todo.front();
  const std::string name = name_of_conflicting(fork, pending);
  git::Oid named = pending.prefix;
  for (const git::Oid& id : queue::queue_between(store, pending.prefix, tip)) {
    git::Commit commit = store.commit(id);
    const git::Commit before = commit;
    const queue::NamedMessage message = queue::split_name_trailer(commit.message);
    if (named == pending.prefix) {
      commit.message = as_patch(commit.message, store.commit(conflicting).message, name);
    } else if (message.name == name) {
      commit.message = message.message;
    }
    commit.parents = {named};
    const bool is_same = commit.message == before.message && commit.parents == before.parents;
    named = is_same ? id : store.put_commit(commit);
  }
  return named;
}

}  // namespace mlxpatch::ops
