#include "renames.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <mlxpatch/git/text.hpp>

namespace mlxpatch::git {

namespace {

constexpr int k_similar = 50;
constexpr int k_similar_with_same_name = 75;
/// More candidates than this for one question are not compared by content (git's merge.renameLimit).
constexpr std::size_t k_most_candidates = 7000;

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool comparable(const Entry& a, const Entry& b) { return is_regular(a.mode) ? is_regular(b.mode) : a.mode == b.mode; }

}  // namespace

RenameFinder::RenameFinder(ObjectStore& store, const Oid& before_tree, const Oid& after_tree)
    : m_store(store), m_before(before_tree), m_after(after_tree) {}

RenameFinder::RenameFinder(ObjectStore& store, std::vector<PathChange> changes) : m_store(store), m_loaded(true) {
  for (PathChange& change : changes) {
    if (!change.after.exists()) m_removed.push_back(change);
    if (!change.before.exists()) m_added.push_back(std::move(change));
  }
  find_exact();
}

void RenameFinder::load() {
  if (m_loaded) return;
  m_loaded = true;
  for (PathChange& change : changes_between(m_store, m_before, m_after)) {
    if (!change.after.exists()) m_removed.push_back(change);
    if (!change.before.exists()) m_added.push_back(std::move(change));
  }
  find_exact();
}

/// Equal ids are one file that moved; among several the one with the same base name goes first, as git has it.
void RenameFinder::find_exact() {
  std::multimap<Oid, const PathChange*> sources;
  for (const PathChange& removed : m_removed) sources.emplace(removed.before.oid, &removed);
  for (const PathChange& added : m_added) {
    const auto [first, last] = sources.equal_range(added.after.oid);
    auto best = last;
    for (auto it = first; it != last; ++it) {
      if (!comparable(it->second->before, added.after) || m_exact.contains(it->second->path)) continue;
      const bool same_name = base_name(it->second->path) == base_name(added.path);
      if (best == last || same_name) best = it;
      if (same_name) break;
    }
    if (best == last) continue;
    m_exact.emplace(best->second->path, added.path);
    m_taken.emplace(added.path, true);
  }
}

int RenameFinder::score(const PathChange& source, const PathChange& target) {
  if (!is_regular(source.before.mode) || !is_regular(target.after.mode)) return 0;
  const auto [place, is_new] = m_scores.try_emplace({source.before.oid, target.after.oid}, 0);
  if (is_new) {
    place->second = similarity(*m_store.read(source.before.oid, ObjectType::blob),
                               *m_store.read(target.after.oid, ObjectType::blob));
  }
  return place->second;
}

int RenameFinder::percent(const std::string& source, const std::string& target) {
  const auto exact = m_exact.find(source);
  if (exact != m_exact.end() && exact->second == target) return 100;
  const auto at = [](const std::vector<PathChange>& changes, const std::string& path) {
    return std::find_if(changes.begin(), changes.end(), [&](const PathChange& change) { return change.path == path; });
  };
  return score(*at(m_removed, source), *at(m_added, target));
}

std::map<std::string, std::string> RenameFinder::find(const std::vector<std::string>& sources) {
  load();
  std::map<std::string, std::string> found;
  std::vector<const PathChange*> open;
  for (const std::string& path : sources) {
    if (const auto exact = m_exact.find(path); exact != m_exact.end()) {
      found.insert(*exact);
      continue;
    }
    const auto removed =
        std::find_if(m_removed.begin(), m_removed.end(), [&](const PathChange& change) { return change.path == path; });
    if (removed != m_removed.end()) open.push_back(&*removed);
  }
  if (!open.empty()) find_similar(open, found);
  return found;
}

void RenameFinder::find_similar(const std::vector<const PathChange*>& sources,
                                std::map<std::string, std::string>& found) {
  std::map<std::string, bool> taken = m_taken;
  const auto accept = [&](const PathChange& source, const PathChange& target) {
    found.emplace(source.path, target.path);
    taken.emplace(target.path, true);
  };
  // A base name that occurs once on each side is a strong hint, asked first with a higher bar.
  std::multimap<std::string_view, const PathChange*> added_by_name;
  for (const PathChange& added : m_added) {
    if (!taken.contains(added.path)) added_by_name.emplace(base_name(added.path), &added);
  }
  for (const PathChange* source : sources) {
    const std::string_view name = base_name(source->path);
    const auto same_name = [&](const PathChange* other) { return base_name(other->path) == name; };
    if (added_by_name.count(name) != 1 || std::count_if(sources.begin(), sources.end(), same_name) != 1) continue;
    const PathChange& target = *added_by_name.find(name)->second;
    if (score(*source, target) >= k_similar_with_same_name) accept(*source, target);
  }

  std::vector<std::tuple<int, bool, const PathChange*, const PathChange*>> ranked;
  const auto open = static_cast<std::size_t>(std::count_if(
      sources.begin(), sources.end(), [&](const PathChange* source) { return !found.contains(source->path); }));
  if (open == 0 || open * m_added.size() > k_most_candidates * k_most_candidates) return;
  for (const PathChange* source : sources) {
    if (found.contains(source->path)) continue;
    for (const PathChange& target : m_added) {
      if (taken.contains(target.path)) continue;
      const int percent = score(*source, target);
      if (percent >= k_similar) {
        ranked.emplace_back(percent, base_name(source->path) == base_name(target.path), source, &target);
      }
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::pair(std::get<0>(a), std::get<1>(a)) > std::pair(std::get<0>(b), std::get<1>(b));
  });
  for (const auto& [percent, same_name, source, target] : ranked) {
    if (!found.contains(source->path) && !taken.contains(target->path)) accept(*source, *target);
  }
}

}  // namespace mlxpatch::git
