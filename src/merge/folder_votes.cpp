#include "folder_votes.hpp"

#include <algorithm>

#include <mlxpatch/base/path.hpp>

namespace mlxpatch::merge {

FolderVotes::Relevance FolderVotes::relevance(const std::string& folder) const {
  if (m_asked.contains(folder)) return m_certain.contains(folder) ? Relevance::for_ancestor : Relevance::for_itself;
  return wants(folder) ? Relevance::for_ancestor : Relevance::none;
}

bool FolderVotes::is_gone(const std::string& folder) {
  if (!m_is_gone) return false;
  const auto [known, is_new] = m_gone.try_emplace(folder, false);
  if (is_new) known->second = m_is_gone(folder);
  return known->second;
}

bool FolderVotes::wants(std::string_view path) const {
  return nearest_directory(path, [&](const std::string& folder) { return m_asked.contains(folder); }).has_value();
}

void FolderVotes::add(std::string_view from, std::string_view to) {
  std::string old_folder(directory_of(from));
  std::string new_folder(directory_of(to));
  for (bool is_own_folder = true; !old_folder.empty() && is_gone(old_folder); is_own_folder = false) {
    const Relevance relevant = relevance(old_folder);
    if (is_own_folder || relevant == Relevance::for_itself) ++m_votes[old_folder][new_folder];
    if (relevant == Relevance::none || new_folder.empty()) break;
    // a/b/c/file to x/b/c/file says of a/b/c, a/b and a that they went below x; a/b/c to x/y/c says it of a/b/c alone.
    if (base_name_of(old_folder) != base_name_of(new_folder)) break;
    old_folder = directory_of(old_folder);
    new_folder = directory_of(new_folder);
  }
}

void FolderVotes::add_unknown(std::string_view from) {
  for (std::string folder(directory_of(from)); !folder.empty() && relevance(folder) != Relevance::none;
       folder = directory_of(folder)) {
    ++m_unknown[folder];
  }
}

void FolderVotes::close_certain() {
  for (const std::string& folder : m_asked) {
    int first = 0;
    int second = 0;
    for (const auto& [target, count] : m_votes[folder]) {
      if (count >= first) {
        second = first;
        first = count;
      } else {
        second = std::max(second, count);
      }
    }
    const auto unknown = m_unknown.find(folder);
    if (first > second + (unknown == m_unknown.end() ? 0 : unknown->second)) m_certain.insert(folder);
  }
}

bool FolderVotes::still_wants(std::string_view path) const {
  for (std::string folder(directory_of(path)); !folder.empty(); folder = directory_of(folder)) {
    const Relevance relevant = relevance(folder);
    if (relevant != Relevance::for_ancestor) return relevant == Relevance::for_itself;
  }
  return false;
}

std::optional<std::string> FolderVotes::guess(std::string_view folder) const {
  const auto votes = m_votes.find(folder);
  if (votes == m_votes.end() || votes->second.empty()) return std::nullopt;
  return std::max_element(votes->second.begin(), votes->second.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

std::map<std::string, std::optional<std::string>> FolderVotes::outcome() const {
  std::map<std::string, std::optional<std::string>> moved;
  for (const auto& [folder, votes] : m_votes) {
    if (votes.empty() || relevance(folder) == Relevance::none) continue;
    int most = 0;
    std::optional<std::string>& target = moved[folder];
    for (const auto& [candidate, count] : votes) {
      if (count == most) target.reset();
      if (count > most) {
        most = count;
        target = candidate;
      }
    }
  }
  return moved;
}

}  // namespace mlxpatch::merge
