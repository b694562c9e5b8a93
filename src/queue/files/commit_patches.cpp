#include <mlxpatch/queue/files/commit_patches.hpp>

#include <map>
#include <string>
#include <utility>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <variant>
#include <vector>

#include "prefetch.hpp"

namespace mlxpatch::queue {

namespace {

void prefetch_patched_files(objects::ObjectStore& store, const std::vector<patch::Patch>& patches,
                            const git::Oid& tree) {
  if (!store.is_partial()) return;
  std::vector<objects::PathChange> changes;
  for (const patch::Patch& patch : patches) {
    for (const patch::FilePatch& file : patch.files) {
      if (file.old_path.empty()) continue;
      changes.push_back({file.old_path, objects::entry_at(store, tree, file.old_path), {}});
    }
  }
  prefetch(store, changes);
}

}  // namespace

std::string message_for(const patch::Patch& patch, const std::map<std::string, std::string>& subjects) {
  if (patch.has_message || !trim(patch.message).empty()) return patch.message;
  if (const auto named = subjects.find(patch.name); named != subjects.end()) return named->second + "\n";
  std::string words = patch.name.substr(0, patch.name.rfind('.'));
  words.erase(0, words.rfind('/') + 1);
  for (char& letter : words) {
    if (letter == '-' || letter == '_') letter = ' ';
  }
  return words + "\n";
}

std::variant<CommittedQueue, ApplyFailure> commit_patches(objects::ObjectStore& store,
                                                          const std::vector<patch::Patch>& patches,
                                                          const git::Oid& base, const CommitDefaults& defaults,
                                                          const ApplyPolicy& policy) {
  CommittedQueue queue;
  queue.tip = base;
  git::Oid tree = store.tree_of(base);
  prefetch_patched_files(store, patches, tree);
  for (const patch::Patch& patch : patches) {
    check_interrupt();
    auto outcome = apply_to_tree(store, patch, tree, policy);
    if (auto* failure = std::get_if<ApplyFailure>(&outcome)) return std::move(*failure);
    auto& applied = std::get<AppliedPatch>(outcome);
    for (ApplyNote& note : applied.notes) queue.notes.push_back(std::move(note));
    tree = applied.tree;

    git::Commit commit;
    commit.tree = tree;
    commit.parents = {queue.tip};
    const auto configured = defaults.authors.find(patch.name);
    commit.author = patch.author.value_or(configured == defaults.authors.end() ? defaults.author : configured->second);
    const bool lacks_date = !patch.dated && commit.author.when == git::Time{};
    if (lacks_date) commit.author.when = defaults.author.when;
    commit.committer = defaults.committer;
    commit.message = message_for(patch, defaults.subjects);
    if (defaults.trailer == NameTrailer::add) commit.message = add_name_trailer(commit.message, patch.name);
    queue.tip = store.put_commit(commit);
    queue.commits.push_back(queue.tip);
  }
  return queue;
}

}  // namespace mlxpatch::queue
