#include "replay/upstreamed.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <vector>

#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

std::vector<std::string> sorted_paths(const QueuedPatch& patch) { return paths_of(std::vector<QueuedPatch>{patch}); }

/// The commits of the first-parent line that touch these paths, newest first, until `visit` returns false.
template <typename Visit>
void visit_touching(objects::ObjectStore& store, const UpstreamRange& range, const std::vector<std::string>& paths,
                    Visit visit) {
  for (std::size_t i = range.chain.size(); i-- > 0;) {
    check_interrupt();
    const UpstreamCommit& commit = range.commits[range.chain[i]];
    const git::Oid& before = i > 0 ? range.commits[range.chain[i - 1]].tree : range.base_tree;
    if (objects::changes_at(store, before, commit.tree, paths).empty()) continue;
    if (!visit(commit, before)) return;
  }
}

/// One file of the patch with its hunks, which are parsed once for all trees.
struct FileTrace {
  objects::PathChange change;
  std::vector<patch::Hunk> hunks;
};

std::vector<FileTrace> traces_of(objects::ObjectStore& store, const QueuedPatch& patch) {
  std::vector<FileTrace> traces;
  for (const objects::PathChange& change : patch.changes) {
    FileTrace trace{change, {}};
    const std::string text = diff_text(store, {change});
    for (patch::Patch& read : patch::read_patches(text, patch.name)) {
      for (patch::FilePatch& file : read.files) trace.hunks = std::move(file.hunks);
    }
    traces.push_back(std::move(trace));
  }
  return traces;
}

/// Whether the tree has the file with the patch's change in it.
bool is_in(objects::ObjectStore& store, const FileTrace& trace, const git::Oid& tree) {
  const objects::PathChange& change = trace.change;
  const git::Entry entry = objects::entry_at(store, tree, change.path);
  if (entry == change.after) return true;
  if (trace.hunks.empty() || !git::is_regular(entry.mode) || !git::is_regular(change.after.mode)) return false;
  if (change.before.mode != change.after.mode && entry.mode != change.after.mode) return false;
  patch::ApplyOptions options;
  options.reverse = true;
  return std::holds_alternative<patch::AppliedText>(
      patch::apply_hunks(*store.read(entry.oid, git::ObjectType::blob), trace.hunks, options));
}

}  // namespace

std::optional<git::Oid> reverse_applies_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                              const UpstreamRange& range) {
  if (patch.changes.empty() || range.chain.empty()) return std::nullopt;
  const std::vector<FileTrace> traces = traces_of(store, patch);
  const auto has_change = [&](const git::Oid& tree) {
    return std::all_of(traces.begin(), traces.end(), [&](const FileTrace& trace) { return is_in(store, trace, tree); });
  };
  if (!has_change(range.commits[range.chain.back()].tree)) return std::nullopt;
  std::optional<git::Oid> since;
  visit_touching(store, range, sorted_paths(patch), [&](const UpstreamCommit& commit, const git::Oid& before) {
    since = commit.id;
    return has_change(before);
  });
  return since;
}

}  // namespace mlxpatch::queue
