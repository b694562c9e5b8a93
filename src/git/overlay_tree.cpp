#include <mlxpatch/git/tree.hpp>

#include <utility>

#include "tree_text.hpp"

namespace mlxpatch::git {

Entry OverlayTree::file(const std::string& path) const {
  if (const auto edited = m_edits.find(path); edited != m_edits.end()) return edited->second;
  const Entry entry = entry_at(*m_store, m_tree, path);
  return entry.mode == Mode::tree ? Entry{} : entry;
}

bool OverlayTree::is_folder(const std::string& path) const {
  const std::string prefix = path + "/";
  const auto edits = m_edits.lower_bound(prefix);
  const bool is_edited = edits != m_edits.end() && edits->first.starts_with(prefix);
  if (!is_edited) return entry_at(*m_store, m_tree, path).mode == Mode::tree;
  bool remains = false;
  for_each_file(path, [&](const std::string&, const Entry&) { remains = true; });
  return remains;
}

void OverlayTree::for_each_file(const std::string& folder,
                                const std::function<void(const std::string&, const Entry&)>& visit) const {
  const std::string prefix = folder + "/";
  for (auto it = m_edits.lower_bound(prefix); it != m_edits.end() && it->first.starts_with(prefix); ++it) {
    if (it->second.exists()) visit(it->first, it->second);
  }
  const Entry entry = entry_at(*m_store, m_tree, folder);
  if (entry.mode != Mode::tree) return;
  git::for_each_file(*m_store, entry.oid, [&](const std::string& below, const Entry& file) {
    if (!m_edits.contains(prefix + below)) visit(prefix + below, file);
  });
}

std::vector<OverlayTree::FileAbove> OverlayTree::files_above(std::string_view path, std::string_view name) const {
  std::vector<FileAbove> files;
  Entry folder{Mode::tree, m_tree};
  for (std::size_t start = 0;;) {
    const std::size_t slash = path.find('/', start);
    const std::string_view part =
        slash == std::string_view::npos ? std::string_view() : path.substr(start, slash - start);
    Entry file;
    Entry next;
    if (folder.mode == Mode::tree) {
      const Bytes bytes = read_tree(*m_store, folder.oid);
      for (TreeCursor cursor(*bytes); !cursor.at_end(); cursor.next()) {
        if (cursor.name() == name) file = cursor.entry();
        if (cursor.name() == part) next = cursor.entry();
        // A folder "foo" stands behind "foo.md", for it counts as "foo/".
        if (cursor.name() > name && compare_entries(cursor.name(), cursor.is_tree(), part, true) > 0) break;
      }
    }
    if (!m_edits.empty()) {
      const auto edited = m_edits.find(std::string(path.substr(0, start)).append(name));
      if (edited != m_edits.end()) file = edited->second;
    }
    if (is_regular(file.mode)) files.push_back({file, start});
    if (slash == std::string_view::npos) return files;
    folder = next;
    start = slash + 1;
  }
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
