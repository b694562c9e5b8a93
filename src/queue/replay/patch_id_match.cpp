#include "replay/patch_id_match.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
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
#include <vector>

#include "file_changes.hpp"
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

/// By how many non-blank bytes a change makes its files grow. A patch-id ignores blanks, so changes with the same one
/// have the same growth, and counting takes a fraction of the time of a diff.
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
    // The text of a submodule has the same length for every commit.
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

/// Compares upstream's commits with the patches of a queue. Most commits are dismissed by the paths that they change,
/// most others by their growth; only the rest needs a diff.
class SameChangeSearch {
 public:
  SameChangeSearch(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches)
      : m_store(store), m_patches(patches), m_paths(paths_of(patches)), m_growth(store), m_found(patches.size()) {
    for (std::size_t i = 0; i < patches.size(); ++i) {
      if (!patches[i].changes.empty()) m_candidates.emplace(paths_of(patches[i].changes), Candidate{i, {}});
    }
  }

  /// `touched` is what the commit, the `index`th of its range, changes at the queue's paths.
  void compare(const UpstreamCommit& commit, std::size_t index, const std::vector<objects::PathChange>& touched) {
    if (!touches_like_a_patch(touched)) return;
    const auto changes = objects::changes_between(m_store, commit.before_tree, commit.tree);
    const auto [first, last] = m_candidates.equal_range(paths_of(changes));
    if (first == last) return;
    const std::int64_t growth = m_growth.of(changes);
    std::optional<git::Oid> id;
    for (auto it = first; it != last; ++it) {
      Candidate& candidate = it->second;
      const std::vector<objects::PathChange>& own = m_patches[candidate.patch].changes;
      if (m_found[candidate.patch] || m_growth.of(own) != growth) continue;
      if (!id) id = diff::patch_id(diff_text(m_store, changes));
      if (!candidate.id) candidate.id = diff::patch_id(diff_text(m_store, own));
      if (candidate.id == id) m_found[candidate.patch] = index;
    }
  }

  /// For each patch the first commit that made the same change.
  const std::vector<std::optional<std::size_t>>& found() const { return m_found; }

 private:
  struct Candidate {
    std::size_t patch = 0;
    std::optional<git::Oid> id;  ///< computed when it is first needed
  };

  /// Whether a patch changes exactly these of the queue's paths.
  bool touches_like_a_patch(std::vector<objects::PathChange> touched) const {
    // If a file takes the place of a directory, or the other way round, the directory itself is listed, too.
    std::erase_if(touched, [&](const objects::PathChange& change) {
      return change.before.mode == git::Mode::tree || change.after.mode == git::Mode::tree ||
             !std::binary_search(m_paths.begin(), m_paths.end(), change.path);
    });
    return !touched.empty() && m_candidates.contains(paths_of(touched));
  }

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  std::vector<std::string> m_paths;
  Growth m_growth;
  std::multimap<std::vector<std::string>, Candidate> m_candidates;  ///< by the paths that they change
  std::vector<std::optional<std::size_t>> m_found;
};

}  // namespace

std::string diff_text(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes) {
  return patch::write_diff(file_changes(store, changes));
}

std::vector<std::optional<std::size_t>> find_same_changes(objects::ObjectStore& store,
                                                          const std::vector<QueuedPatch>& patches,
                                                          const UpstreamRange& range, UpstreamTouches& touches) {
  SameChangeSearch search(store, patches);
  for (std::size_t i = 0; i < range.commits.size(); ++i) {
    check_interrupt();
    if (range.commits[i].parents.size() <= 1) search.compare(range.commits[i], i, touches.at(i));
  }
  return search.found();
}

}  // namespace mlxpatch::queue
