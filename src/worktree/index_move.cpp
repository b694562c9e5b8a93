#include <mlxpatch/worktree/index_move.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/index_lock.hpp>

#include "index_file.hpp"
#include "safe_path.hpp"

namespace mlxpatch::worktree {

namespace {

/// What the index has at each path. An entry of `git add -N` has no content and counts as none.
class StagedEntries {
 public:
  explicit StagedEntries(const IndexFile& index) : m_index(index), m_unmerged(index.conflicts()) {}

  bool has(const std::string& path, const git::Entry& entry) const {
    if (std::ranges::find(m_unmerged, path) != m_unmerged.end()) return false;
    const git_index_entry* found = m_index.find(path);
    if (found == nullptr || (found->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0) return !entry.exists();
    return git::Entry{static_cast<git::Mode>(found->mode), git::from_git(found->id)} == entry;
  }

 private:
  const IndexFile& m_index;
  std::vector<std::string> m_unmerged;
};

}  // namespace

class IndexMove::Steps {
 public:
  Steps(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees)
      : m_changes(objects::changes_between(store, trees.from, trees.to)),
        m_lock(repository),
        m_index(repository, m_lock) {
    for (const objects::PathChange& change : m_changes) {
      if (change.after.exists()) require_safe_path(change.path);
    }
  }

  std::vector<std::string> commit() {
    const StagedEntries staged(m_index);
    std::vector<std::string> left;
    bool any = false;
    for (const objects::PathChange& change : m_changes) {
      if (staged.has(change.path, change.after)) continue;
      if (!staged.has(change.path, change.before)) {
        left.push_back(change.path);
        continue;
      }
      put(change);
      any = true;
    }
    if (any) m_index.write();
    return left;
  }

  bool take_back() { return m_index.take_back(); }
  void finish() { m_index.keep(); }

 private:
  void put(const objects::PathChange& change) {
    if (!change.after.exists()) {
      m_index.remove(change.path);
    } else if (is_left_out(m_index.find(change.path))) {
      m_index.put_without_file(change.path, change.after);
    } else {
      m_index.put(change.path, change.after, nullptr);
    }
  }

  std::vector<objects::PathChange> m_changes;
  IndexLock m_lock;
  IndexFile m_index;
};

IndexMove::IndexMove(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees)
    : m_steps(std::make_unique<Steps>(repository, store, trees)) {}
IndexMove::~IndexMove() = default;

std::vector<std::string> IndexMove::commit() { return m_steps->commit(); }
bool IndexMove::take_back() { return m_steps->take_back(); }
void IndexMove::finish() { m_steps->finish(); }

std::vector<std::string> staged_otherwise(const git::Repository& repository, objects::ObjectStore& store,
                                          const TreeMove& trees) {
  const IndexFile index(repository);
  const StagedEntries staged(index);
  std::vector<std::string> paths;
  for (const objects::PathChange& change : objects::changes_between(store, trees.from, trees.to)) {
    if (!staged.has(change.path, change.before)) paths.push_back(change.path);
  }
  return paths;
}

}  // namespace mlxpatch::worktree
