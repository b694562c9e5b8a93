#include "shared_renames.hpp"

#include <map>
#include <string>
#include <utility>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/oid.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"

namespace mlxpatch::merge {

void SharedRenames::look_between(const git::Oid& before_tree, const git::Oid& after_tree, PathList known) {
  m_before = before_tree;
  m_after = after_tree;
  m_known = std::move(known);
  m_is_indexed = false;
  m_finder.reset();
}

std::map<std::string, std::string> SharedRenames::find(const MissedFiles& missed, DirectoryVotes& votes) {
  // The index counts no votes, and does not fetch what it reads.
  if (!votes.empty() || m_store.is_partial()) {
    if (!m_finder) m_finder.emplace(m_store, m_scores, m_before, m_after).leave_out(m_known);
    return m_finder->find(missed, votes);
  }
  if (!m_is_indexed) m_index.move_to(m_before, m_after, m_known);
  m_is_indexed = true;
  return m_index.find(missed, votes);
}

}  // namespace mlxpatch::merge
