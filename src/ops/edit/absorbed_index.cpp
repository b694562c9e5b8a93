#include "edit/absorbed_index.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>

#include "edit/uncommitted.hpp"
#include "fork/checkout.hpp"

namespace mlxpatch::ops {

namespace {

/// What is staged of a file, with the change from what is committed to what is absorbed; std::nullopt if both change
/// the same lines in different ways.
std::optional<git::Entry> with_absorbed(objects::ObjectStore& store, const git::Entry& staged,
                                        const objects::PathChange& absorbed) {
  const git::Entry& before = absorbed.before;
  const git::Entry& after = absorbed.after;
  if (staged == before) return after;
  if (staged == after) return staged;
  const bool are_files = std::ranges::all_of(std::vector{staged.mode, before.mode, after.mode},
                                             [](git::Mode mode) { return git::is_regular(mode); });
  if (!are_files) return std::nullopt;
  git::Entry merged = staged;
  if (staged.mode == before.mode) merged.mode = after.mode;
  if (staged.oid == before.oid) merged.oid = after.oid;
  if (staged.oid == before.oid || before.oid == after.oid) return merged;
  const auto text = [&](const git::Entry& entry) { return store.read(entry.oid, git::ObjectType::blob); };
  merge::TextMergeOptions options;
  options.effort = merge::MergeEffort::verdict;
  merge::TextMerge merge = merge::merge_text(*text(before), *text(staged), *text(after), options);
  if (!merge.clean) return std::nullopt;
  merged.oid = store.put(git::ObjectType::blob, std::move(merge.bytes), after.oid);
  return merged;
}

}  // namespace

git::Oid index_with_absorbed(Checkout& checkout, const UncommittedWork& uncommitted, const git::Oid& absorbed) {
  objects::ObjectStore& store = checkout.store();
  std::vector<objects::PathEdit> edits;
  std::vector<std::string> refused;
  for (const objects::PathChange& change : objects::changes_between(store, uncommitted.committed, absorbed)) {
    const git::Entry staged = objects::entry_at(store, uncommitted.index, change.path);
    // All of the file is staged, what stays uncommitted included.
    if (staged == objects::entry_at(store, uncommitted.worktree, change.path)) continue;
    if (const auto entry = with_absorbed(store, staged, change)) {
      edits.push_back({change.path, *entry});
    } else {
      refused.push_back(change.path);
    }
  }
  if (refused.empty()) return objects::edit_tree(store, uncommitted.index, std::move(edits));
  Error error(fmt::format("{} staged with other lines than {} now, where hunks would be absorbed",
                          refused.size() == 1 ? "a file is" : count_of(refused.size(), "file") + " are",
                          refused.size() == 1 ? "it has" : "they have"));
  error.doing("absorbing uncommitted changes (nothing was changed)");
  for (const std::string& path : refused) error.at(checkout.shown(path));
  throw error.hint(checkout.git_command("add FILE     stage it as it is now"))
      .hint(checkout.git_command("restore --staged FILE     or keep nothing of it staged"));
}

}  // namespace mlxpatch::ops
