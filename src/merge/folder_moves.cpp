#include "folder_moves.hpp"

#include <utility>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "folder_votes.hpp"

namespace mlxpatch::merge {

MergeTrees::MergeTrees(objects::ObjectStore& store, const git::Oid& base, const objects::OverlayTree& ours,
                       const std::vector<objects::PathChange>& theirs)
    : m_base(store, base), m_ours(ours), m_theirs(store, base), m_base_is_known(static_cast<bool>(base)) {
  for (const objects::PathChange& change : theirs) {
    m_theirs.put(change.path, change.after);
    if (!change.before.exists()) m_their_folders.emplace(directory_of(change.path));
  }
  if (m_base_is_known) find_our_additions(theirs);
}

void MergeTrees::find_our_additions(const std::vector<objects::PathChange>& theirs) {
  std::set<std::string> gone;
  std::map<std::string, bool> known;
  const auto is_gone = [&](const std::string& folder) {
    const auto [answer, is_new] = known.try_emplace(folder, false);
    if (is_new) answer->second = !m_theirs.is_directory(folder);
    return answer->second;
  };
  for (const objects::PathChange& change : theirs) {
    if (change.after.exists()) continue;
    // The highest folder above it that has gone holds all the others.
    std::string highest;
    for (std::string folder(directory_of(change.path)); !folder.empty() && is_gone(folder);
         folder = directory_of(folder)) {
      highest = folder;
    }
    if (!highest.empty()) gone.insert(highest);
  }
  for (const std::string& folder : gone) {
    m_ours.for_each_file(folder, [&](const std::string& path, const git::Entry& entry) {
      if (!m_base.file(path).exists()) m_our_additions.emplace(path, entry);
    });
  }
}

bool MergeTrees::is_base_folder(const std::string& folder) const {
  return m_base_is_known && !folder.empty() && m_base.is_directory(folder);
}

FolderVotes MergeTrees::ask_ours() const {
  std::set<std::string> asked;
  for (const std::string& folder : m_their_folders) {
    if (!folder.empty() && !m_ours.is_directory(folder) && is_base_folder(folder)) asked.insert(folder);
  }
  return {std::move(asked),
          [this](const std::string& folder) { return m_base_is_known && !m_ours.is_directory(folder); }};
}

FolderVotes MergeTrees::ask_theirs() const {
  std::set<std::string> asked;
  for (const auto& [path, entry] : m_our_additions) {
    const std::string folder(directory_of(path));
    if (is_base_folder(folder)) asked.insert(folder);
  }
  return {std::move(asked),
          [this](const std::string& folder) { return m_base_is_known && !m_theirs.is_directory(folder); }};
}

std::optional<std::string> path_in_moved_folder(const std::string& path, const MovedFolders& moved,
                                                const MovedFolders& own_moved) {
  const std::optional<std::string> folder = nearest_directory(path, [&](const std::string& above) {
    const auto known = moved.find(above);
    return known != moved.end() && known->second;
  });
  if (!folder) return std::nullopt;
  const std::string& target = *moved.at(*folder);
  if (own_moved.contains(target)) return std::nullopt;
  return target.empty() ? path.substr(folder->size() + 1) : target + path.substr(folder->size());
}

std::set<std::string> paths_in_moved_folders(const std::map<std::string, git::Entry>& additions,
                                             const MovedFolders& moved) {
  std::set<std::string> paths;
  if (moved.empty()) return paths;
  for (const auto& [path, entry] : additions) {
    if (const auto target = path_in_moved_folder(path, moved, {})) paths.insert(*target);
  }
  return paths;
}

void drop_common_folders(MovedFolders& a, MovedFolders& b) {
  for (auto it = a.begin(); it != a.end();) {
    it = b.erase(it->first) > 0 ? a.erase(it) : std::next(it);
  }
}

}  // namespace mlxpatch::merge
