#include "replay/patch_id_match.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

#include "file_changes.hpp"
#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_check.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

namespace {

/// What is known about one patch of the queue.
struct Candidate {
  std::optional<std::uint64_t> sum;  ///< computed when they are first needed
  std::optional<git::Oid> id;
};

/// Compares upstream's commits with the patches of a queue. Most commits are dismissed by the paths that they change,
/// most others by the sum of their lines: a patch-id ignores blanks and context, so changes with the same one have the
/// same sum. Only the rest needs a diff.
class SameChangeSearch {
 public:
  SameChangeSearch(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range)
      : m_store(store),
        m_patches(patches),
        m_upstream(store, range),
        m_candidates(patches.size()),
        m_found(patches.size()) {
    for (std::size_t i = 0; i < patches.size(); ++i) {
      for (const objects::PathChange& change : patches[i].changes) m_by_path[change.path].push_back(i);
      if (!patches[i].changes.empty()) m_by_paths.emplace(sorted_paths(patches[i].changes), i);
    }
  }

  /// `touched` is what the commit, the `index`th of its range, changes at the queue's paths.
  void compare(const UpstreamCommit& commit, std::size_t index, std::vector<objects::PathChange> touched) {
    // If a file takes the place of a directory, or the other way round, the directory itself is listed, too.
    std::erase_if(touched, [&](const objects::PathChange& change) {
      return change.before.mode == git::Mode::tree || change.after.mode == git::Mode::tree ||
             !m_by_path.contains(change.path);
    });
    if (touched.empty()) return;
    const bool is_like_one = m_by_paths.contains(sorted_paths(touched));
    const std::vector<Run> runs = runs_within(touched);
    if (!is_like_one && runs.empty()) return;
    Made made{index, objects::changes_between(m_store, commit.before_tree, commit.tree), {}, 0, {}};
    made.paths = sorted_paths(made.changes);
    if (made.paths.size() != touched.size()) return;
    made.sum = sum_of(made.changes);
    // It is one patch's change or one run's: another patch with the same one may be to make it again.
    if (is_like_one && compare_with_each(made)) return;
    for (const Run& run : runs) {
      if (compare_with_joined(made, run)) return;
    }
  }

  /// For each patch the first commit that made the same change, unless upstream has taken it back. To be called once,
  /// after all commits.
  std::vector<std::optional<SameChange>> take_kept() {
    std::vector<std::optional<SameChange>> kept = m_found;
    for (std::size_t i = 0; i < m_found.size(); i = m_found[i] ? m_found[i]->last + 1 : i + 1) {
      if (!m_found[i]) continue;
      SameChange same = *m_found[i];
      const auto [first, last] = std::pair(same.first, same.last);
      const auto is_ours = [&, after = last](std::size_t later) {
        return std::any_of(m_found.begin() + static_cast<std::ptrdiff_t>(after + 1), m_found.end(),
                           [&](const auto& found) { return found && found->commit == later; });
      };
      const bool is_kept = m_upstream.has_kept(joint_change(m_patches, first, last), same, is_ours);
      std::fill_n(kept.begin() + static_cast<std::ptrdiff_t>(first), last - first + 1,
                  is_kept ? std::optional(same) : std::nullopt);
    }
    return kept;
  }

 private:
  struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  /// What an upstream commit made.
  struct Made {
    std::size_t index = 0;
    std::vector<objects::PathChange> changes;
    std::vector<std::string> paths;
    std::uint64_t sum = 0;
    std::optional<git::Oid> id;
  };

  /// The longest runs of several patches that change files of these only, and all of them.
  std::vector<Run> runs_within(const std::vector<objects::PathChange>& touched) const {
    std::map<std::size_t, std::size_t> files_of_patch;
    for (const objects::PathChange& change : touched) {
      for (const std::size_t patch : m_by_path.at(change.path)) ++files_of_patch[patch];
    }
    std::vector<Run> runs;
    for (const auto& [patch, files] : files_of_patch) {
      if (files != m_patches[patch].changes.size() || m_found[patch]) continue;
      if (!runs.empty() && runs.back().last + 1 == patch) {
        runs.back().last = patch;
      } else {
        runs.push_back({patch, patch});
      }
    }
    std::erase_if(runs, [&](const Run& run) { return !covers(run, touched.size()); });
    return runs;
  }

  bool covers(const Run& run, std::size_t files) const {
    if (run.first == run.last) return false;
    std::set<std::string_view> paths;
    for (std::size_t i = run.first; i <= run.last; ++i) {
      for (const objects::PathChange& change : m_patches[i].changes) paths.insert(change.path);
    }
    return paths.size() == files;
  }

  bool compare_with_each(Made& made) {
    const auto [first, last] = m_by_paths.equal_range(made.paths);
    for (auto it = first; it != last; ++it) {
      const std::vector<objects::PathChange>& own = m_patches[it->second].changes;
      Candidate& candidate = m_candidates[it->second];
      if (m_found[it->second] || sum_of(it->second) != made.sum) continue;
      if (!candidate.id) candidate.id = id_of(own);
      if (candidate.id != id_of(made) || !m_upstream.has_place(own, made.index)) continue;
      m_found[it->second] = SameChange{made.index, it->second, it->second, {}};
      return true;
    }
    return false;
  }

  /// Looks among the parts of a run for the first that makes the commit's change if all are joined.
  bool compare_with_joined(Made& made, const Run& run) {
    std::multimap<std::uint64_t, std::size_t> begins;  // by the sum of all patches of the run before it
    std::uint64_t sum = 0;
    for (std::size_t last = run.first; last <= run.last; ++last) {
      begins.emplace(sum, last);
      sum += sum_of(last);
      const auto [from, to] = begins.equal_range(sum - made.sum);
      for (auto it = from; it != to; ++it) {
        if (it->second == last || !joins_to(made, {it->second, last})) continue;
        for (std::size_t i = it->second; i <= last; ++i) m_found[i] = SameChange{made.index, it->second, last, {}};
        return true;
      }
    }
    return false;
  }

  bool joins_to(Made& made, const Run& run) {
    for (std::size_t i = run.first; i <= run.last; ++i) {
      if (m_found[i]) return false;
    }
    const std::vector<objects::PathChange> joined = joint_change(m_patches, run.first, run.last);
    return sorted_paths(joined) == made.paths && id_of(joined) == id_of(made) &&
           m_upstream.has_place(joined, made.index);
  }

  git::Oid id_of(const std::vector<objects::PathChange>& changes) {
    return diff::patch_id(diff_text(m_store, changes));
  }
  git::Oid id_of(Made& made) {
    if (!made.id) made.id = id_of(made.changes);
    return *made.id;
  }

  std::uint64_t sum_of(const std::vector<objects::PathChange>& changes) {
    std::uint64_t sum = 0;
    for (const objects::PathChange& change : changes) {
      sum += line_sum(*text_of(m_store, change.before), *text_of(m_store, change.after));
    }
    return sum;
  }
  std::uint64_t sum_of(std::size_t patch) {
    std::optional<std::uint64_t>& sum = m_candidates[patch].sum;
    if (!sum) sum = sum_of(m_patches[patch].changes);
    return *sum;
  }

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  UpstreamCheck m_upstream;
  std::unordered_map<std::string, std::vector<std::size_t>> m_by_path;
  std::multimap<std::vector<std::string>, std::size_t> m_by_paths;  ///< by all paths that they change
  std::vector<Candidate> m_candidates;
  std::vector<std::optional<SameChange>> m_found;
};

}  // namespace

std::string diff_text(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                      std::size_t context) {
  return patch::write_diff(file_changes(store, changes), context);
}

std::vector<objects::PathChange> joint_change(const std::vector<QueuedPatch>& patches, std::size_t first,
                                              std::size_t last) {
  std::map<std::string, objects::PathChange> joined;
  for (std::size_t i = first; i <= last; ++i) {
    for (const objects::PathChange& change : patches[i].changes) {
      joined.try_emplace(change.path, change).first->second.after = change.after;
    }
  }
  std::vector<objects::PathChange> changes;
  changes.reserve(joined.size());
  for (auto& [path, change] : joined) {
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<std::optional<SameChange>> find_same_changes(objects::ObjectStore& store,
                                                         const std::vector<QueuedPatch>& patches,
                                                         const UpstreamRange& range, UpstreamTouches& touches,
                                                         const std::function<void(std::size_t)>& on_commit) {
  SameChangeSearch search(store, patches, range);
  for (std::size_t i = 0; i < range.commits.size(); ++i) {
    check_interrupt();
    on_commit(i);
    if (range.commits[i].parents.size() <= 1) search.compare(range.commits[i], i, touches.at(i));
  }
  return search.take_kept();
}

}  // namespace mlxpatch::queue
