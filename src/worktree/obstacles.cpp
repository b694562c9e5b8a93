#include <mlxpatch/worktree/obstacles.hpp>

#include <algorithm>
#include <unordered_set>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "filter.hpp"
#include "folder.hpp"
#include "index_file.hpp"

namespace mlxpatch::worktree {
namespace {

/// Looks at each path that a checkout would touch.
class ObstacleSearch {
 public:
  ObstacleSearch(const git::Repository& repository, const std::vector<objects::PathChange>& changes)
      : m_index(repository),
        m_folder(repository.work_directory()),
        m_filter(repository),
        m_has_modes(repository.config_bool("core.filemode").value_or(true)) {
    for (const objects::PathChange& change : changes) {
      if (change.before.exists()) m_tracked.insert(change.path);
    }
  }

  void look_at(const objects::PathChange& change) {
    const Standing standing = m_folder.look(change.path);
    if (!standing.blocked_by.empty()) {
      // What goes away by this very checkout has its own turn; what is only to be removed is not there.
      if (!change.after.exists() || m_tracked.contains(standing.blocked_by)) return;
      found(m_folder.look(standing.blocked_by).is_symlink() ? change.path : standing.blocked_by);
      return;
    }
    if (is_staged_otherwise(change)) {
      found(change.path);
    } else if (standing.is_folder()) {
      look_at_folder(change);
    } else if (standing.exists && !holds(change.path, standing, change.after) &&
               !holds(change.path, standing, change.before)) {
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

  /// A change in the index alone, which the checkout would drop.
  bool is_staged_otherwise(const objects::PathChange& change) const {
    const git_index_entry* entry = m_index.find(change.path);
    if (!entry) return false;
    const git::Entry staged{static_cast<git::Mode>(entry->mode), git::from_git(entry->id)};
    return staged != change.before && staged != change.after;
  }

  void look_at_folder(const objects::PathChange& change) {
    const bool needs_the_place = change.after.exists() && change.after.mode != git::Mode::submodule;
    if (!needs_the_place) return;
    if (change.before.mode == git::Mode::submodule) {
      if (!m_folder.list(change.path).empty()) found(change.path);
      return;
    }
    look_inside(change.path);
  }

  /// Whatever does not go away by this checkout keeps the folder where it is.
  void look_inside(const std::string& folder) {
    for (const std::string& name : m_folder.list(folder)) {
      const std::string path = folder + '/' + name;
      if (m_tracked.contains(path)) continue;
      if (m_folder.look(path).is_folder()) {
        look_inside(path);
      } else {
        found(path);
      }
    }
  }

  /// Whether the file is what the entry says.
  bool holds(const std::string& path, const Standing& standing, const git::Entry& entry) {
    if (entry.mode == git::Mode::symlink) {
      return standing.is_symlink() && git::hash_object(git::ObjectType::blob, m_folder.read(path)) == entry.oid;
    }
    if (!git::is_regular(entry.mode) || !standing.is_file()) return false;
    const bool executable = (standing.stat.st_mode & S_IXUSR) != 0;
    if (m_has_modes && executable != (entry.mode == git::Mode::executable)) return false;
    const git_index_entry* known = m_index.find(path);
    if (known && git::is_regular(static_cast<git::Mode>(known->mode)) && m_index.is_unchanged(*known, standing.stat)) {
      return git::from_git(known->id) == entry.oid;
    }
    return git::hash_object(git::ObjectType::blob, m_filter.to_blob(path, m_folder.read(path))) == entry.oid;
  }

  IndexFile m_index;
  WorktreeFolder m_folder;
  WorktreeFilter m_filter;
  bool m_has_modes;
  std::unordered_set<std::string> m_tracked;
  std::vector<std::string> m_found;
};

}  // namespace

std::vector<std::string> checkout_obstacles(const git::Repository& repository, objects::ObjectStore& store,
                                            const git::Oid& from_tree, const git::Oid& to_tree) {
  const std::vector<objects::PathChange> changes = objects::changes_between(store, from_tree, to_tree);
  if (changes.empty()) return {};
  ObstacleSearch search(repository, changes);
  for (const objects::PathChange& change : changes) {
    check_interrupt();
    search.look_at(change);
  }
  return search.take();
}

}  // namespace mlxpatch::worktree
