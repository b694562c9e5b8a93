#include "directory_votes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/path.hpp>

namespace mlxpatch::merge {

DirectoryVotes::Relevance DirectoryVotes::relevance(const std::string& directory) const {
  if (m_asked.contains(directory))
    return m_certain.contains(directory) ? Relevance::for_ancestor : Relevance::for_itself;
  return wants(directory) ? Relevance::for_ancestor : Relevance::none;
}

bool DirectoryVotes::is_removed(const std::string& directory) {
  if (!m_is_removed) return false;
  const auto [known, is_new] = m_removed.try_emplace(directory, false);
  if (is_new) known->second = m_is_removed(directory);
  return known->second;
}

bool DirectoryVotes::wants(std::string_view path) const {
  return nearest_directory(path, [&](const std::string& directory) { return m_asked.contains(directory); }).has_value();
}

void DirectoryVotes::add(std::string_view from, std::string_view to) {
  std::string old_directory(directory_of(from));
  std::string new_directory(directory_of(to));
  for (bool is_own_directory = true; !old_directory.empty() && is_removed(old_directory); is_own_directory = false) {
    const Relevance relevant = relevance(old_directory);
    if (is_own_directory || relevant == Relevance::for_itself) ++m_votes[old_directory][new_directory];
    if (relevant == Relevance::none || new_directory.empty()) break;
    // a/b/c/file to x/b/c/file says of a/b/c, a/b and a that they went below x; a/b/c to x/y/c says it of a/b/c alone.
    if (base_name_of(old_directory) != base_name_of(new_directory)) break;
    old_directory = directory_of(old_directory);
    new_directory = directory_of(new_directory);
  }
}

void DirectoryVotes::add_unknown(std::string_view from) {
  for (std::string directory(directory_of(from)); !directory.empty() && relevance(directory) != Relevance::none;
       directory = directory_of(directory)) {
    ++m_unknown[directory];
  }
}

void DirectoryVotes::close_certain() {
  for (const std::string& directory : m_asked) {
    int first = 0;
    int second = 0;
    for (const auto& [target, count] : m_votes[directory]) {
      if (count >= first) {
        second = first;
        first = count;
      } else {
        second = std::max(second, count);
      }
    }
    const auto unknown = m_unknown.find(directory);
    if (first > second + (unknown == m_unknown.end() ? 0 : unknown->second)) m_certain.insert(directory);
  }
}

bool DirectoryVotes::still_wants(std::string_view path) const {
  for (std::string directory(directory_of(path)); !directory.empty(); directory = directory_of(directory)) {
    const Relevance relevant = relevance(directory);
    if (relevant != Relevance::for_ancestor) return relevant == Relevance::for_itself;
  }
  return false;
}

std::optional<std::string> DirectoryVotes::guess(std::string_view directory) const {
  const auto votes = m_votes.find(directory);
  if (votes == m_votes.end() || votes->second.empty()) return std::nullopt;
  return std::max_element(votes->second.begin(), votes->second.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

std::map<std::string, std::optional<std::string>> DirectoryVotes::outcome() const {
  std::map<std::string, std::optional<std::string>> moved;
  for (const auto& [directory, votes] : m_votes) {
    if (votes.empty() || relevance(directory) == Relevance::none) continue;
    int most = 0;
    std::optional<std::string>& target = moved[directory];
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
