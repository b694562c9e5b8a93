#include <mlxpatch/worktree/checkout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ranges>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/path_safety.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "filter.hpp"
#include "index_file.hpp"
#include "worktree_directory.hpp"

namespace mlxpatch::worktree {
namespace {

/// Up to this many files are synced one by one; for more, the whole file system is synced once.
constexpr std::size_t k_files_synced_singly = 32;

/// One checkout: removals first, so that a file may become a directory; then attributes files, since they say how the
/// other files are written; then the rest.
class Checkout {
 public:
  using Progress = std::function<void(std::size_t, std::size_t)>;

  Checkout(const git::Repository& repository, objects::ObjectStore& store, std::size_t size,
           const Progress& on_progress)
      : m_store(store),
        m_index(repository),
        m_worktree(repository.work_directory()),
        m_filter(repository),
        m_has_symlinks(repository.config_bool("core.symlinks").value_or(true)),
        m_durability(size <= k_files_synced_singly ? Durability::before_rename : Durability::later),
        m_size(size),
        m_on_progress(on_progress) {
    m_index.refuse_if_locked();
  }

  void remove(const std::string& path) {
    const git_index_entry* entry = m_index.find(path);
    const bool has_file = !entry || !(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
    if (has_file) {
      m_worktree.remove(path);
      m_emptied.insert(path.substr(0, path.rfind('/') + 1));
    }
    m_index.remove(path);
    count_one();
  }

  /// To be called once, after the removals.
  void remove_empty_directories() {
    // Backwards, so that a directory comes after those inside it.
    for (const std::string& path : std::views::reverse(m_emptied)) m_worktree.remove_empty_directories_above(path);
    m_emptied.clear();
  }

  void put(const std::string& path, const git::Entry& entry) {
    const git_index_entry* present = m_index.find(path);
    if (present && (present->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)) {
      m_index.put_without_file(path, entry);
    } else if (!present || !is_written(path, entry, *present)) {
      if (entry.mode == git::Mode::submodule) {
        make_submodule_directory(path);
        m_index.put(path, entry, nullptr);
      } else {
        const struct stat stat = write(path, entry);
        m_index.put(path, entry, &stat);
      }
    }
    count_one();
  }

  void put_conflict(const ConflictedPath& conflict) {
    if (!conflict.worktree.exists()) {
      m_worktree.remove(conflict.path);
      m_worktree.remove_empty_directories_above(conflict.path);
    } else if (conflict.worktree.mode == git::Mode::submodule) {
      make_submodule_directory(conflict.path);
    } else {
      write(conflict.path, conflict.worktree);
    }
    m_index.put_conflict(conflict.path, conflict.base, conflict.ours, conflict.theirs);
    count_one();
  }

  /// Returns whether any of the paths was in conflict.
  bool end_conflicts(const git::Oid& tree, const std::vector<std::string>& paths) {
    bool has_any = false;
    for (const std::string& path : m_index.conflicts()) {
      if (std::ranges::find(paths, path) == paths.end()) continue;
      has_any = true;
      const git::Entry entry = objects::entry_at(m_store, tree, path);
      if (entry.exists()) {
        put(path, entry);
      } else {
        remove(path);
      }
    }
    remove_empty_directories();
    return has_any;
  }

  void finish() {
    if (m_durability == Durability::later) m_worktree.sync();
    m_index.write();
  }

 private:
  /// In place of the file that may have become the submodule.
  void make_submodule_directory(const std::string& path) {
    if (!m_worktree.look(path).is_directory()) m_worktree.remove(path);
    m_worktree.make_directory(path);
  }

  /// Whether an earlier call wrote the file, by its stat in the index.
  bool is_written(const std::string& path, const git::Entry& entry, const git_index_entry& present) {
    if (present.mode != static_cast<std::uint32_t>(entry.mode) || git::from_git(present.id) != entry.oid) return false;
    const PathState state = m_worktree.look(path);
    if (entry.mode == git::Mode::submodule) return state.is_directory();
    return state.exists && m_index.is_unchanged(present, state.stat);
  }

  struct stat write(const std::string& path, const git::Entry& entry) {
    clear_empty_directory(path);
    const Bytes bytes = m_store.read(entry.oid, git::ObjectType::blob);
    if (entry.mode == git::Mode::symlink) {
      if (m_has_symlinks) return m_worktree.write_symlink(path, *bytes);
      return m_worktree.write_file(path, *bytes, false, m_durability);
    }
    return m_worktree.write_file(path, m_filter.to_worktree(path, *bytes, entry.oid),
                                 entry.mode == git::Mode::executable, m_durability);
  }

  /// Git knows no empty directories; one that is left at the file's path may go.
  void clear_empty_directory(const std::string& path) {
    if (m_worktree.look(path).is_directory()) clear_directory(path);
  }

  bool clear_directory(const std::string& path) {
    for (const std::string& name : m_worktree.list(path)) {
      const std::string inner = fmt::format("{}/{}", path, name);
      if (!m_worktree.look(inner).is_directory() || !clear_directory(inner)) {
        throw Error("a directory that holds other files is at the path of a file")
            .doing("writing a file of the checkout")
            .at(path)
            .hint("move the directory away, then run the command again");
      }
    }
    m_worktree.remove(path);
    return true;
  }

  void count_one() {
    ++m_done;
    if (m_on_progress) m_on_progress(m_done, m_size);
    check_interrupt();
  }

  objects::ObjectStore& m_store;
  IndexFile m_index;
  WorktreeDirectory m_worktree;
  WorktreeFilter m_filter;
  bool m_has_symlinks;
  Durability m_durability;
  std::size_t m_size;
  std::size_t m_done = 0;
  const Progress& m_on_progress;
  std::set<std::string> m_emptied;  ///< directories that lost a file, with '/' at the end
};

/// What differs between the trees, without the conflicting paths, which are checked out from their stages.
std::vector<objects::PathChange> plain_changes(objects::ObjectStore& store, const TreeMove& trees,
                                               const std::vector<ConflictedPath>& conflicts) {
  std::vector<objects::PathChange> changes = objects::changes_between(store, trees.from, trees.to);
  std::unordered_set<std::string> conflicting;
  for (const ConflictedPath& conflict : conflicts) conflicting.insert(conflict.path);
  std::erase_if(changes, [&](const objects::PathChange& change) { return conflicting.contains(change.path); });
  return changes;
}

void refuse_unsafe_paths(const std::vector<objects::PathChange>& changes) {
  for (const objects::PathChange& change : changes) {
    if (!change.after.exists() || objects::is_safe_path(change.path)) continue;
    throw Error("the commit holds a path that git does not allow in a worktree")
        .doing("checking out files")
        .at(change.path);
  }
}

void move_files(Checkout& checkout, const std::vector<objects::PathChange>& changes) {
  for (const objects::PathChange& change : std::views::reverse(changes)) {
    if (!change.after.exists()) checkout.remove(change.path);
  }
  checkout.remove_empty_directories();
  for (const bool attributes : {true, false}) {
    for (const objects::PathChange& change : changes) {
      if (change.after.exists() && is_attributes_file(change.path) == attributes) {
        checkout.put(change.path, change.after);
      }
    }
  }
}

bool has_content(const git::Entry& entry) { return git::is_regular(entry.mode) || entry.mode == git::Mode::symlink; }

}  // namespace

void prepare_checkout(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees,
                      const std::vector<ConflictedPath>& conflicts) {
  if (!store.is_partial()) return;
  const IndexFile index(repository);
  std::vector<git::Oid> wanted;
  for (const objects::PathChange& change : plain_changes(store, trees, conflicts)) {
    const git_index_entry* present = index.find(change.path);
    const bool has_no_file = present && (present->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
    if (has_content(change.after) && !has_no_file) wanted.push_back(change.after.oid);
  }
  for (const ConflictedPath& conflict : conflicts) {
    if (has_content(conflict.worktree)) wanted.push_back(conflict.worktree.oid);
  }
  store.fetch_missing(wanted);
}

void checkout(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees,
              const std::vector<ConflictedPath>& conflicts,
              const std::function<void(std::size_t, std::size_t)>& on_progress) {
  if (repository.is_bare()) {
    throw Error("the repository has no worktree").doing("checking out files").at(repository.git_directory().string());
  }
  const std::vector<objects::PathChange> changes = plain_changes(store, trees, conflicts);
  refuse_unsafe_paths(changes);
  if (changes.empty() && conflicts.empty()) return;
  prepare_checkout(repository, store, trees, conflicts);
  Checkout checkout(repository, store, changes.size() + conflicts.size(), on_progress);
  move_files(checkout, changes);
  for (const ConflictedPath& conflict : conflicts) checkout.put_conflict(conflict);
  checkout.finish();
}

void end_conflicts(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& tree,
                   const std::vector<std::string>& paths) {
  if (paths.empty()) return;
  const std::function<void(std::size_t, std::size_t)> unheard;
  Checkout checkout(repository, store, paths.size(), unheard);
  if (checkout.end_conflicts(tree, paths)) checkout.finish();
}

}  // namespace mlxpatch::worktree
