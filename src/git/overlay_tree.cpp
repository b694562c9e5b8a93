#include <mlxpatch/git/tree.hpp>

#include <utility>

namespace mlxpatch::git {

Entry OverlayTree::file(const std::string& path) const {
  if (const auto edited = m_edits.find(path); edited != m_edits.end()) return edited->second;
  const Entry entry = entry_at(*m_store, m_tree, path);
  return entry.mode == Mode::tree ? Entry{} : entry;
}

bool OverlayTree::is_folder(const std::string& path) const {
  const std::string prefix = path + "/";
  for (auto it = m_edits.lower_bound(prefix); it != m_edits.end() && it->first.starts_with(prefix); ++it) {
    if (it->second.exists()) return true;
  }
  const Entry entry = entry_at(*m_store, m_tree, path);
  if (entry.mode != Mode::tree) return false;
  bool remains = false;
  for_each_file(*m_store, entry.oid, [&](const std::string& below, const Entry&) {
    if (!remains && !m_edits.contains(prefix + below)) remains = true;
  });
  return remains;
}

void OverlayTree::put(const std::map<std::string, Entry>& edits) {
  for (const auto& [path, entry] : edits) m_edits.insert_or_assign(path, entry);
}

Oid OverlayTree::write() const {
  std::vector<PathEdit> edits;
  edits.reserve(m_edits.size());
  for (const auto& [path, entry] : m_edits) edits.push_back({path, entry});
  return edits.empty() ? m_tree : edit_tree(*m_store, m_tree, std::move(edits));
}

}  // namespace mlxpatch::git
