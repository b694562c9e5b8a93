#include "replay/patch_id_match.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

#include "replay/file_changes.hpp"
#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

namespace {

std::vector<std::string> paths_of(const std::vector<objects::PathChange>& changes) {
  std::vector<std::string> paths;
  paths.reserve(changes.size());
  for (const objects::PathChange& change : changes) paths.push_back(change.path);
  return paths;
}

constexpr bool is_blank(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

/// By how many bytes that are no blanks the files of a change grow. Changes with the same patch-id, which knows no
/// blanks, grow them alike; counting takes a fraction of the time of a diff.
class Growth {
 public:
  explicit Growth(objects::ObjectStore& store) : m_store(store) {}

  std::int64_t of(const std::vector<objects::PathChange>& changes) {
    std::int64_t growth = 0;
    for (const objects::PathChange& change : changes) growth += count(change.after) - count(change.before);
    return growth;
  }

 private:
  std::int64_t count(const git::Entry& entry) {
    // Every submodule's line is as long as every other's.
    if (entry.mode == git::Mode::submodule) return 1;
    if (!entry.exists()) return 0;
    const auto [known, is_new] = m_counts.try_emplace(entry.oid, 0);
    if (is_new) {
      const Bytes bytes = m_store.read(entry.oid, git::ObjectType::blob);
      known->second = std::ssize(*bytes) - std::count_if(bytes->begin(), bytes->end(), is_blank);
    }
    return known->second;
  }

  objects::ObjectStore& m_store;
  std::unordered_map<git::Oid, std::int64_t, git::OidHash> m_counts;
};

/// The patches that have no counterpart yet, by the paths which they change; what is computed of them once asked for.
struct Candidate {
  std::size_t patch = 0;
  std::optional<git::Oid> id;
};
using Candidates = std::multimap<std::vector<std::string>, Candidate>;

}  // namespace

std::vector<std::string> paths_of(const std::vector<QueuedPatch>& patches) {
  std::vector<std::string> paths;
  for (const QueuedPatch& patch : patches) {
    for (const objects::PathChange& change : patch.changes) paths.push_back(change.path);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

std::string diff_text(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes) {
  return patch::write_diff(file_changes(store, changes));
}

std::vector<std::optional<std::size_t>> find_same_changes(objects::ObjectStore& store,
                                                          const std::vector<QueuedPatch>& patches,
                                                          const UpstreamRange& range, UpstreamTouches& touches) {
  std::vector<std::optional<std::size_t>> found(patches.size());
  Candidates candidates;
  Growth growths(store);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (!patches[i].changes.empty()) candidates.emplace(paths_of(patches[i].changes), Candidate{i, {}});
  }
  const std::vector<std::string> paths = paths_of(patches);
  for (std::size_t k = 0; k < range.commits.size(); ++k) {
    check_interrupt();
    const UpstreamCommit& commit = range.commits[k];
    if (commit.parents.size() > 1) continue;
    // Most commits are told apart by where they touch the queue's paths; only then the whole change is looked at.
    if (touches.at(k).empty()) continue;
    std::vector<objects::PathChange> changes = touches.at(k);
    // A folder that comes or goes in a file's place is told besides the files in it.
    std::erase_if(changes, [&](const objects::PathChange& change) {
      return change.before.mode == git::Mode::tree || change.after.mode == git::Mode::tree ||
             !std::binary_search(paths.begin(), paths.end(), change.path);
    });
    if (changes.empty() || !candidates.contains(paths_of(changes))) continue;
    changes = objects::changes_between(store, commit.before_tree, commit.tree);
    const auto [first, last] = candidates.equal_range(paths_of(changes));
    if (first == last) continue;
    const std::int64_t growth = growths.of(changes);
    std::optional<git::Oid> id;
    for (auto it = first; it != last; ++it) {
      Candidate& candidate = it->second;
      if (found[candidate.patch]) continue;
      const std::vector<objects::PathChange>& own = patches[candidate.patch].changes;
      if (growths.of(own) != growth) continue;
      if (!id) id = diff::patch_id(diff_text(store, changes));
      if (!candidate.id) candidate.id = diff::patch_id(diff_text(store, own));
      if (candidate.id == id) found[candidate.patch] = k;
    }
  }
  return found;
}

}  // namespace mlxpatch::queue
