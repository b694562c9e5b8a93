#include "edit/commit_chain.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>

#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

CommitChain::CommitChain(objects::ObjectStore& store, const git::Oid& base, git::Signature committer)
    : m_store(store), m_committer(std::move(committer)), m_tip(base) {
  m_made.tree = store.tree_of(base);
}

void CommitChain::take(const QueuedPatch& patch, std::size_t place, const git::Oid& tree) {
  if (patch.commit.parents.front() != m_tip || patch.commit.tree != tree) {
    git::Commit commit = patch.commit;
    commit.tree = tree;
    return put(std::move(commit), place);
  }
  m_tip = patch.commit.id;
  m_made.commits.push_back(m_tip);
  m_made.from.emplace_back(place);
  m_made.tree = patch.commit.tree;
}

void CommitChain::put(git::Commit commit, std::optional<std::size_t> place) {
  commit.parents = {m_tip};
  commit.committer = m_committer;
  m_tip = m_store.put_commit(commit);
  m_made.commits.push_back(m_tip);
  m_made.from.push_back(place);
  m_made.tree = commit.tree;
}

EditedQueue CommitChain::end() { return std::move(m_made); }

}  // namespace mlxpatch::queue
