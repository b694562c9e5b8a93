#include "directory_moves.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"

namespace mlxpatch::merge {

MergeTrees::MergeTrees(objects::ObjectStore& store, const git::Oid& base, const objects::OverlayTree& ours,
                       const std::vector<objects::PathChange>& theirs)
    : m_base(store, base), m_ours(ours), m_theirs(store, base), m_base_is_known(static_cast<bool>(base)) {
  for (const objects::PathChange& change : theirs) {
    m_theirs.put(change.path, change.after);
    if (!change.before.exists()) m_directories_with_additions.emplace(directory_of(change.path));
  }
  if (m_base_is_known) find_our_additions(theirs);
}

void MergeTrees::find_our_additions(const std::vector<objects::PathChange>& theirs) {
  std::set<std::string> removed;
  std::map<std::string, bool> known;
  const auto is_removed = [&](const std::string& directory) {
    const auto [answer, is_new] = known.try_emplace(directory, false);
    if (is_new) answer->second = !m_theirs.is_directory(directory);
    return answer->second;
  };
  for (const objects::PathChange& change : theirs) {
    if (change.after.exists()) continue;
    // The topmost removed directory above it contains all the others.
    std::string highest;
    for (std::string directory(directory_of(change.path)); !directory.empty() && is_removed(directory);
         directory = directory_of(directory)) {
      highest = directory;
    }
    if (!highest.empty()) removed.insert(highest);
  }
  for (const std::string& directory : removed) {
    m_ours.for_each_file(directory, [&](const std::string& path, const git::Entry& entry) {
      if (!m_base.file(path).exists()) m_our_additions.emplace(path, entry);
    });
  }
}

bool MergeTrees::is_base_directory(const std::string& directory) const {
  return m_base_is_known && !directory.empty() && m_base.is_directory(directory);
}

DirectoryVotes MergeTrees::votes_for_ours() const {
  std::set<std::string> asked;
  for (const std::string& directory : m_directories_with_additions) {
    if (!directory.empty() && !m_ours.is_directory(directory) && is_base_directory(directory)) asked.insert(directory);
  }
  return {std::move(asked),
          [this](const std::string& directory) { return m_base_is_known && !m_ours.is_directory(directory); }};
}

DirectoryVotes MergeTrees::votes_for_theirs() const {
  std::set<std::string> asked;
  for (const auto& [path, entry] : m_our_additions) {
    const std::string directory(directory_of(path));
    if (is_base_directory(directory)) asked.insert(directory);
  }
  return {std::move(asked),
          [this](const std::string& directory) { return m_base_is_known && !m_theirs.is_directory(directory); }};
}

std::optional<std::string> path_in_moved_directory(const std::string& path, const MovedDirectories& moved,
                                                   const MovedDirectories& own_moved) {
  const std::optional<std::string> directory = nearest_directory(path, [&](const std::string& above) {
    const auto known = moved.find(above);
    return known != moved.end() && known->second;
  });
  if (!directory) return std::nullopt;
  const std::string& target = *moved.at(*directory);
  if (own_moved.contains(target)) return std::nullopt;
  return target.empty() ? path.substr(directory->size() + 1) : target + path.substr(directory->size());
}

std::set<std::string> paths_in_moved_directories(const std::map<std::string, git::Entry>& additions,
                                                 const MovedDirectories& moved) {
  std::set<std::string> paths;
  if (moved.empty()) return paths;
  for (const auto& [path, entry] : additions) {
    if (const auto target = path_in_moved_directory(path, moved, {})) paths.insert(*target);
  }
  return paths;
}

}  // namespace mlxpatch::merge
