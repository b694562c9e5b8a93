#include "replay/upstreamed.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <vector>

#include "replay/queued_patch.hpp"
#include "replay/telling_words.hpp"
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

}  // namespace

std::optional<TellingWord> strongest_telling_word(objects::ObjectStore& store, const QueuedPatch& patch,
                                                  const UpstreamRange& range) {
  if (range.chain.empty()) return std::nullopt;
  TellingWords words;
  const git::Oid& tip = range.commits[range.chain.back()].tree;
  const auto text_at = [&](const git::Entry& entry) {
    return git::is_regular(entry.mode) ? *store.read(entry.oid, git::ObjectType::blob) : std::string();
  };
  for (const objects::PathChange& change : patch.changes) {
    if (git::is_regular(change.after.mode)) words.add_new(text_at(change.before), text_at(change.after));
  }
  const std::vector<std::string> paths = sorted_paths(patch);
  for (const std::string& path : paths) words.remove_words_of(text_at(objects::entry_at(store, range.base_tree, path)));
  std::string at_tip;
  for (const std::string& path : paths) at_tip += text_at(objects::entry_at(store, tip, path)) + "\n";
  const auto strongest = words.strongest_in(at_tip);
  if (!strongest) return std::nullopt;

  TellingWord found{*strongest, {}};
  visit_touching(store, range, paths, [&](const UpstreamCommit& commit, const git::Oid& before) {
    found.commit = commit.id;
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      return contains_word(text_at(objects::entry_at(store, before, path)), found.word);
    });
  });
  return found;
}

}  // namespace mlxpatch::queue
