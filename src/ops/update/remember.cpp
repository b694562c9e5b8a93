#include "update/remember.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/resolve/resolution.hpp>
#include <mlxpatch/queue/resolve/resolution_text.hpp>
#include <mlxpatch/queue/resolve/resolved_file.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/resolutions.hpp"
#include "update/resolution_commits.hpp"

namespace mlxpatch::ops {

namespace {

using TextConflict = workspace::Pending::TextConflict;

Bytes text_of(objects::ObjectStore& store, const git::Oid& blob) {
  return blob ? store.read(blob, git::ObjectType::blob) : std::make_shared<const std::string>();
}

/// Files that the person changed beside those in conflict: what is put into those again may need the others, too.
std::vector<std::string> changed_elsewhere(Fork& fork, const workspace::Pending& pending, const git::Oid& tree) {
  const std::vector<workspace::Operation> operations = fork.state().operations();
  if (operations.empty() || operations.back().pending_after.empty()) return {};
  std::vector<std::string> paths;
  for (const objects::PathChange& change : objects::changes_between(fork.store(), operations.back().tree_after, tree)) {
    if (std::ranges::find(pending.texts, change.path, &TextConflict::path) == pending.texts.end()) {
      paths.push_back(change.path);
    }
  }
  return paths;
}

/// What all resolutions of a stop have in common.
queue::Resolution begin_resolution(Fork& fork, const workspace::Pending& pending, const git::Oid& tree) {
  queue::Resolution resolution;
  resolution.patch = name_of_conflicting(fork, pending);
  if (resolution.patch.empty()) resolution.patch = fork.store().commit(pending.todo.front()).subject();
  resolution.culprit = pending.culprit;
  if (pending.culprit) resolution.subject = fork.store().commit(pending.culprit).subject();
  const git::Signature committer = fork.committer();
  resolution.date = git::format_iso8601(committer.when);
  resolution.author = fmt::format("{} <{}>", committer.name, committer.email);
  resolution.also = changed_elsewhere(fork, pending, tree);
  return resolution;
}

}  // namespace

std::map<std::string, std::optional<std::string>> files_to_remember(Fork& fork, const workspace::Pending& pending,
                                                                    const git::Oid& tip) {
  std::map<std::string, std::optional<std::string>> files;
  if (pending.texts.empty()) return files;
  objects::ObjectStore& store = fork.store();
  const git::Oid tree = store.tree_of(tip);
  Resolutions known(fork.project());
  queue::Resolution resolution = begin_resolution(fork, pending, tree);
  for (const TextConflict& text : pending.texts) {
    const git::Entry file = objects::entry_at(store, tree, text.path);
    if (!git::is_regular(file.mode) || file.oid == text.known) continue;
    const Bytes resolved = text_of(store, file.oid);
    if (diff::is_binary(*resolved)) continue;
    const Bytes base = text_of(store, text.base);
    const Bytes ours = text_of(store, text.ours);
    const Bytes theirs = text_of(store, text.theirs);
    resolution.path = text.path;
    for (queue::ResolvedConflict& one : queue::resolved_conflicts({*base, *ours, *theirs}, *resolved)) {
      const queue::Resolution* before = known.find(one.conflict);
      if (before != nullptr && before->result == one.result) continue;
      resolution.conflict = std::move(one.conflict);
      resolution.result = std::move(one.result);
      std::string written = queue::write_resolution(resolution);
      if (written.size() > queue::k_largest_resolution) continue;
      files[resolution_path(fork.config(), queue::key_of(resolution.conflict))] = std::move(written);
    }
  }
  return files;
}

}  // namespace mlxpatch::ops
