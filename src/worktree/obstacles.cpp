#include <mlxpatch/worktree/obstacles.hpp>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "file_probe.hpp"
#include "filter.hpp"
#include "index_file.hpp"
#include "safe_path.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

/// Looks at each path that a checkout would touch.
class ObstacleSearch {
 public:
  ObstacleSearch(const git::Repository& repository, const std::vector<objects::PathChange>& changes, EqualFiles equal)
      : m_equal(equal),
        m_index(repository),
        m_worktree(repository.work_directory()),
        m_filter(repository),
        m_probe(repository, m_index, m_worktree, m_filter) {
    for (const objects::PathChange& change : changes) {
      if (change.before.exists()) m_tracked.insert(change.path);
    }
  }

  void look_at(const objects::PathChange& change) {
    const PathState state = m_worktree.look(change.path);
    if (!state.blocked_by.empty()) {
      // What this very checkout removes is looked at by itself, and a file that is to be removed is already absent.
      if (!change.after.exists() || m_tracked.contains(state.blocked_by)) return;
      found(m_worktree.look(state.blocked_by).is_symlink() ? change.path : state.blocked_by);
      return;
    }
    if (state.is_directory() && !is_staged_otherwise(change)) {
      look_at_directory(change);
    } else if (is_staged_otherwise(change) || is_work(change, state)) {
      found(change.path);
    }
  }

  std::vector<std::string> take() {
    std::sort(m_found.begin(), m_found.end());
    m_found.erase(std::unique(m_found.begin(), m_found.end()), m_found.end());
    return std::move(m_found);
  }

 private:
  void found(const std::string& path) { m_found.push_back(path); }

  /// Whether the file is neither as before nor as after, or nobody tracks it.
  bool is_work(const objects::PathChange& change, const PathState& state) {
    if (m_equal == EqualFiles::obstacles && state.exists && !change.before.exists() && !m_index.find(change.path)) {
      return true;
    }
    return state.exists && !m_probe.holds(change.path, state, change.after) &&
           !m_probe.holds(change.path, state, change.before);
  }

  /// Whether the index alone has a change, which the checkout would drop.
  bool is_staged_otherwise(const objects::PathChange& change) const {
    const git_index_entry* entry = m_index.find(change.path);
    if (!entry) return false;
    const git::Entry staged{static_cast<git::Mode>(entry->mode), git::from_git(entry->id)};
    return staged != change.before && staged != change.after;
  }

  void look_at_directory(const objects::PathChange& change) {
    const bool needs_the_path = change.after.exists() && change.after.mode != git::Mode::submodule;
    if (!needs_the_path) return;
    if (change.before.mode == git::Mode::submodule) {
      if (!m_worktree.list(change.path).empty()) found(change.path);
      return;
    }
    look_inside(change.path);
  }

  /// Whatever this checkout does not remove keeps the directory from going.
  void look_inside(const std::string& directory) {
    for (const std::string& name : m_worktree.list(directory)) {
      const std::string path = fmt::format("{}/{}", directory, name);
      if (m_tracked.contains(path)) continue;
      if (m_worktree.look(path).is_directory()) {
        look_inside(path);
      } else {
        found(path);
      }
    }
  }

  EqualFiles m_equal;
  IndexFile m_index;
  WorktreeDirectory m_worktree;
  WorktreeFilter m_filter;
  FileProbe m_probe;
  std::unordered_set<std::string> m_tracked;
  std::vector<std::string> m_found;
};

}  // namespace

std::vector<std::string> checkout_obstacles(const git::Repository& repository, objects::ObjectStore& store,
                                            const git::Oid& from_tree, const git::Oid& to_tree, EqualFiles equal) {
  const std::vector<objects::PathChange> changes = objects::changes_between(store, from_tree, to_tree);
  if (changes.empty()) return {};
  ObstacleSearch search(repository, changes, equal);
  for (const objects::PathChange& change : changes) {
    check_interrupt();
    if (change.after.exists()) require_safe_path(change.path);
    search.look_at(change);
  }
  return search.take();
}

}  // namespace mlxpatch::worktree
