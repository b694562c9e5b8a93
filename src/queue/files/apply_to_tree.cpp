#include <mlxpatch/queue/files/apply_to_tree.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <variant>
#include <vector>

#include "files/strip_for_tree.hpp"
#include "files/text_application.hpp"

namespace mlxpatch::queue {

namespace {

git::Mode old_mode(const patch::FilePatch& file, const git::Entry& entry) {
  if (file.old_mode != git::Mode::absent) return file.old_mode;
  return entry.exists() ? entry.mode : git::Mode::file;
}

bool has_file(objects::ObjectStore& store, const git::Oid& tree, const std::string& path) {
  const git::Entry entry = objects::entry_at(store, tree, path);
  return entry.exists() && entry.mode != git::Mode::tree;
}

/// The paths to which the patch puts files that are not its old ones.
std::set<std::string> new_paths(const patch::Patch& patch) {
  std::set<std::string> paths;
  for (const patch::FilePatch& file : patch.files) {
    const bool is_new = file.action != patch::FileAction::modify && file.action != patch::FileAction::remove;
    if (is_new) paths.insert(file.new_path);
  }
  for (const patch::FilePatch* file : expected_files(patch)) paths.erase(file->old_path);
  return paths;
}

/// The tree that the patch was made for, as far as it says: `tree` with the blobs that its `index` lines name at their
/// paths, and without the files that it makes. std::nullopt if it is `tree` itself, to which the text applies, or if a
/// blob is not known.
std::optional<git::Oid> tree_made_for(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree) {
  std::vector<objects::PathEdit> edits;
  for (const patch::FilePatch* file : expected_files(patch)) {
    const git::Entry entry = objects::entry_at(store, tree, file->old_path);
    if (file->old_id.size() < k_shortest_id || entry.mode == git::Mode::submodule) continue;
    if (entry.exists() && entry.oid.hex().starts_with(file->old_id)) continue;
    const std::optional<git::Oid> blob = git::find_blob(store.repository(), file->old_id);
    if (!blob) return std::nullopt;
    edits.push_back({file->old_path, {old_mode(*file, entry), *blob}});
  }
  for (const std::string& path : new_paths(patch)) {
    if (has_file(store, tree, path)) edits.push_back({path, {}});
  }
  if (edits.empty()) return std::nullopt;
  try {
    return objects::edit_tree(store, tree, std::move(edits));
  } catch (const Error&) {
    return std::nullopt;  // A path has become a directory: only the text says what to do.
  }
}

/// Whether a part of the patch is in the tree already: it removes a file that is not there, or makes one that is. If
/// the rest is not, the patch is another one than it seems.
bool repeats(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree) {
  const std::vector<const patch::FilePatch*> expected = expected_files(patch);
  const bool removes_nothing = std::any_of(expected.begin(), expected.end(), [&](const patch::FilePatch* file) {
    return file->action == patch::FileAction::remove && !has_file(store, tree, file->old_path);
  });
  const std::set<std::string> made = new_paths(patch);
  return removes_nothing ||
         std::any_of(made.begin(), made.end(), [&](const std::string& path) { return has_file(store, tree, path); });
}

/// Applies the patch to the tree that it was made for and merges the result with `tree`. std::nullopt if the former is
/// not known, or if the patch does not even apply to it.
std::optional<std::variant<AppliedPatch, ApplyFailure>> apply_three_way(objects::ObjectStore& store,
                                                                        const patch::Patch& patch, const git::Oid& tree,
                                                                        const ApplyPolicy& policy) {
  const std::optional<git::Oid> made_for = tree_made_for(store, patch, tree);
  if (!made_for) return std::nullopt;
  const auto outcome = apply_as_text(store, patch, *made_for, policy);
  const auto* applied = std::get_if<AppliedPatch>(&outcome);
  if (applied == nullptr) return std::nullopt;
  merge::MergeOptions options;
  options.theirs_label = patch.name;
  merge::TreeMerge merge = merge::TreeMerger(store).merge(*made_for, tree, applied->tree, options);
  const bool is_new = merge.tree != tree;
  if (merge.clean() && !(is_new && repeats(store, patch, tree))) {
    AppliedPatch merged{merge.tree, {}, patch.strip, applied->has_crlf};
    merged.notes.push_back({patch.name, is_new ? "merged three-way" : "it is applied already"});
    return merged;
  }
  auto as_text = apply_as_text(store, patch, tree, policy);
  if (merge.clean()) return as_text;
  ApplyFailure failure{patch.name, subject_of(patch.message), merge.conflicts.front().path, {}, {}, {}};
  if (auto* refused = std::get_if<ApplyFailure>(&as_text)) failure = std::move(*refused);
  if (failure.reason.empty()) failure.reason = "upstream has changed the same lines since the patch was made";
  failure.conflicts = std::move(merge.conflicts);
  failure.merged_tree = merge.tree;
  return failure;
}

}  // namespace

std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& as_read,
                                                       const git::Oid& tree, const ApplyPolicy& policy) {
  const std::optional<patch::Patch> named = with_strip_for(store, as_read, tree);
  const patch::Patch& patch = named ? *named : as_read;
  // If upstream has changed a file since, and the version that the patch was made for is known, three texts show where
  // a hunk belongs; a search for similar lines can go wrong without anyone noticing.
  if (policy.three_way == ApplyPolicy::ThreeWay::use_index_ids) {
    if (auto outcome = apply_three_way(store, patch, tree, policy)) return std::move(*outcome);
  }
  return apply_as_text(store, patch, tree, policy);
}

namespace {

/// Adds where a hunk failed, and what would help.
void describe_hunk(Error& error, const ApplyFailure& failure) {
  const patch::HunkFailure& hunk = *failure.hunk;
  error.at(fmt::format("{}: hunk {}", failure.path, hunk.hunk));
  if (hunk.lacks_context) {
    error.at(fmt::format("{}:{}: it has no context", failure.patch, hunk.patch_line));
    error.hint("such a hunk applies only where it says, to the file it was made for: make it with context");
  } else {
    error.at(fmt::format("{}:{}: looked for \"{}\"", failure.patch, hunk.patch_line, hunk.expected));
    error.at(fmt::format("{}:{}: found \"{}\"", failure.path, hunk.expected_at, hunk.found));
  }
  if (const auto& nearest = hunk.nearest) {
    error.at(fmt::format("{}:{}: the nearest look-alike, {} of {} lines: \"{}\"", failure.path, nearest->line,
                         nearest->matching, nearest->of, nearest->text));
  }
  if (hunk.line_ends_differ)
    error.hint("only the line ends differ (\\r is a CR): convert the patch to those of the file");
  if (hunk.already_applied) error.hint("the change seems to be applied already: leave the patch out");
  if (hunk.ambiguous) error.hint("its lines occur in several places: make the patch with more context");
}

}  // namespace

Error failure_as_error(const ApplyFailure& failure) {
  Error error(fmt::format("{} does not apply: {}", failure.patch, failure.reason));
  if (failure.hunk) {
    describe_hunk(error, failure);
  } else if (!failure.path.empty()) {
    error.at(failure.path);
  }
  for (const merge::MergeConflict& conflict : failure.conflicts) {
    const std::string driver = merge::in_words(conflict.driver);
    error.at(fmt::format("{}: {} conflict when merged three-way{}", conflict.path, merge::name_of(conflict.kind),
                         driver.empty() ? "" : "; " + driver));
  }
  return error;
}

}  // namespace mlxpatch::queue
