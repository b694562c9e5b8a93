#include <mlxpatch/queue/files/commit_patches.hpp>

#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

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

/// The patch's author, or the configured one, or the user. What has no date is from now.
git::Signature author_for(const patch::Patch& patch, const CommitDefaults& defaults) {
  if (patch.author) {
    git::Signature author = *patch.author;
    if (!patch.dated && author.when == git::Time{}) author.when = defaults.committer.when;
    return author;
  }
  const auto configured = defaults.authors.find(patch.name);
  return configured == defaults.authors.end() ? defaults.author() : configured->second;
}

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

/// Adds what is worth reporting of a patch that applied, and of how its names and line ends were read.
void add_notes(std::vector<ApplyNote>& notes, const patch::Patch& patch, const AppliedPatch& applied) {
  if (!patch.has_strip && applied.strip != 1) {
    notes.push_back({patch.name, fmt::format("its paths were read as with -p{}", applied.strip)});
  }
  if (applied.has_crlf) notes.push_back({patch.name, "its CRs were kept, because the files have CRLF line ends"});
  notes.insert(notes.end(), applied.notes.begin(), applied.notes.end());
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
  git::Oid tree = base ? store.tree_of(base) : store.put(git::ObjectType::tree, "");
  prefetch_patched_files(store, patches, tree);
  for (const patch::Patch& patch : patches) {
    check_interrupt();
    auto outcome = apply_to_tree(store, patch, tree, policy);
    if (auto* failure = std::get_if<ApplyFailure>(&outcome)) return std::move(*failure);
    auto& applied = std::get<AppliedPatch>(outcome);
    add_notes(queue.notes, patch, applied);
    queue.strips.push_back(applied.strip);
    tree = applied.tree;

    git::Commit commit;
    commit.tree = tree;
    if (queue.tip) commit.parents = {queue.tip};
    commit.author = author_for(patch, defaults);
    commit.committer = defaults.committer;
    commit.message = message_for(patch, defaults.subjects);
    if (defaults.trailer == NameTrailer::add) commit.message = add_name_trailer(commit.message, patch.name);
    queue.tip = store.put_commit(commit);
    queue.commits.push_back(queue.tip);
  }
  return queue;
}

}  // namespace mlxpatch::queue
