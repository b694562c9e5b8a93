#include <mlxpatch/objects/overlay_tree.hpp>

#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/objects/tree_text.hpp>

namespace mlxpatch::objects {

namespace {

/// A directory's entries of two names, found in one pass; absent if it is no tree.
std::pair<git::Entry, git::Entry> find_both(ObjectStore& store, const git::Entry& directory, std::string_view file_name,
                                            std::string_view subdirectory_name) {
  std::pair<git::Entry, git::Entry> found;
  if (directory.mode != git::Mode::tree) return found;
  const Bytes bytes = read_tree(store, directory.oid);
  for (TreeCursor cursor(*bytes); !cursor.at_end(); cursor.next()) {
    if (cursor.name() == file_name) found.first = cursor.entry();
    if (cursor.name() == subdirectory_name) found.second = cursor.entry();
    // A directory "foo" comes after "foo.md", since it counts as "foo/".
    const auto is_past_directory = [&] {
      return compare_entries(cursor.name(), cursor.is_tree(), subdirectory_name, true) > 0;
    };
    if (cursor.name() > file_name && is_past_directory()) break;
  }
  return found;
}

}  // namespace

void LayeredEdits::set(std::size_t layer, std::map<std::string, git::Entry> edits) {
  for (const auto& [path, entry] : m_layers.at(layer)) {
    const auto entries = m_entries.find(path);
    entries->second.erase(layer);
    if (entries->second.empty()) m_entries.erase(entries);
  }
  for (const auto& [path, entry] : edits) m_entries[path].emplace(layer, entry);
  m_layers.at(layer) = std::move(edits);
}

const git::Entry* LayeredEdits::find(const std::string& path, std::size_t layers) const {
  const auto entries = m_entries.find(path);
  if (entries == m_entries.end()) return nullptr;
  const auto above = entries->second.lower_bound(layers);
  return above == entries->second.begin() ? nullptr : &std::prev(above)->second;
}

void LayeredEdits::for_each_below(
    const std::string& prefix, std::size_t layers,
    const std::function<void(const std::string& path, const git::Entry& entry)>& visit) const {
  for (auto at = m_entries.lower_bound(prefix); at != m_entries.end() && at->first.starts_with(prefix); ++at) {
    const auto above = at->second.lower_bound(layers);
    if (above != at->second.begin()) visit(at->first, std::prev(above)->second);
  }
}

const git::Entry* OverlayTree::find_edit(const std::string& path) const {
  if (const auto edited = m_edits.find(path); edited != m_edits.end()) return &edited->second;
  return m_below == nullptr ? nullptr : m_below->find(path, m_layers);
}

std::map<std::string, git::Entry> OverlayTree::edits_below(const std::string& prefix) const {
  std::map<std::string, git::Entry> edits;
  for (auto at = m_edits.lower_bound(prefix); at != m_edits.end() && at->first.starts_with(prefix); ++at) {
    edits.insert(edits.end(), *at);
  }
  if (m_below != nullptr) {
    m_below->for_each_below(prefix, m_layers,
                            [&](const std::string& path, const git::Entry& entry) { edits.emplace(path, entry); });
  }
  return edits;
}

struct OverlayTree::DirectoryIndex {
  DirectoryIndex(ObjectStore& store, const git::Entry& directory) {
    if (directory.mode != git::Mode::tree) return;
    bytes = read_tree(store, directory.oid);
    for (TreeCursor cursor(*bytes); !cursor.at_end(); cursor.next()) entries.emplace(cursor.name(), cursor.entry());
  }
  Bytes bytes;
  std::unordered_map<std::string_view, git::Entry> entries;
};

git::Entry OverlayTree::file(const std::string& path) const {
  if (const git::Entry* edited = find_edit(path)) return *edited;
  const git::Entry entry = entry_below(path);
  return entry.mode == git::Mode::tree ? git::Entry{} : entry;
}

/// The tree's own entry, without the edits. A directory that is asked often is indexed.
git::Entry OverlayTree::entry_below(const std::string& path) const {
  constexpr std::size_t k_often = 16;
  const std::string_view directory = directory_of(path);
  if (directory != m_last_directory) {
    m_last_directory = directory;
    m_times_asked = 0;
    m_index.reset();
  }
  if (++m_times_asked < k_often) return entry_at(*m_store, m_tree, path);
  if (!m_index) m_index = std::make_shared<DirectoryIndex>(*m_store, entry_at(*m_store, m_tree, directory));
  const auto entry = m_index->entries.find(base_name_of(path));
  return entry == m_index->entries.end() ? git::Entry{} : entry->second;
}

bool OverlayTree::is_directory(const std::string& path) const {
  if (edits_below(path + "/").empty()) return entry_at(*m_store, m_tree, path).mode == git::Mode::tree;
  bool remains = false;
  for_each_file(path, [&](const std::string&, const git::Entry&) { remains = true; });
  return remains;
}

void OverlayTree::for_each_file(const std::string& directory,
                                const std::function<void(const std::string&, const git::Entry&)>& visit) const {
  const std::string prefix = directory + "/";
  const std::map<std::string, git::Entry> edits = edits_below(prefix);
  for (const auto& [path, edited] : edits) {
    if (edited.exists()) visit(path, edited);
  }
  const git::Entry entry = entry_at(*m_store, m_tree, directory);
  if (entry.mode != git::Mode::tree) return;
  objects::for_each_file(*m_store, entry.oid, [&](const std::string& below, const git::Entry& file) {
    if (!edits.contains(prefix + below)) visit(prefix + below, file);
  });
}

std::vector<OverlayTree::FileAbove> OverlayTree::files_above(std::string_view path, std::string_view name) const {
  const bool has_edits = m_below != nullptr || !m_edits.empty();
  std::vector<FileAbove> files;
  git::Entry directory{git::Mode::tree, m_tree};
  for (std::size_t start = 0;;) {
    const std::size_t slash = path.find('/', start);
    const bool is_last = slash == std::string_view::npos;
    auto [file, subdirectory] =
        find_both(*m_store, directory, name, is_last ? std::string_view() : path.substr(start, slash - start));
    const git::Entry* edited = has_edits ? find_edit(std::string(path.substr(0, start)).append(name)) : nullptr;
    if (edited != nullptr) file = *edited;
    if (git::is_regular(file.mode)) files.push_back({file, start});
    if (is_last) return files;
    directory = subdirectory;
    start = slash + 1;
  }
}

void OverlayTree::put(const std::map<std::string, git::Entry>& edits) {
  for (const auto& [path, entry] : edits) m_edits.insert_or_assign(path, entry);
}

git::Oid OverlayTree::write() const {
  std::vector<PathEdit> edits;
  for (auto& [path, entry] : edits_below("")) edits.push_back({path, entry});
  return edits.empty() ? m_tree : edit_tree(*m_store, m_tree, std::move(edits));
}

}  // namespace mlxpatch::objects
