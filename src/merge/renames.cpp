#include "renames.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/diff/similarity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

namespace {

/// The target that is in this directory; null if there is none.
const objects::PathChange* target_in(const std::vector<const objects::PathChange*>& targets,
                                     const std::optional<std::string>& directory) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const objects::PathChange* target) {
    return directory && directory_of(target->path) == *directory;
  });
  return found == targets.end() ? nullptr : *found;
}

}  // namespace

/// One call of find().
struct RenameFinder::Search {
  const MissedFiles& missed;
  DirectoryVotes& votes;
  Found found;
  std::set<std::string> taken;

  bool wants(const objects::PathChange& source) const {
    return missed.contains(source.path) || votes.wants(source.path);
  }
  void accept(const objects::PathChange& source, const objects::PathChange& target) {
    found.emplace(source.path, target.path);
    taken.insert(target.path);
    votes.add(source.path, target.path);
  }
};

RenameFinder::RenameFinder(objects::ObjectStore& store, SimilarityScores& scores, const git::Oid& before_tree,
                           const git::Oid& after_tree)
    : m_store(store), m_scores(scores), m_before(before_tree), m_after(after_tree) {}

RenameFinder::RenameFinder(objects::ObjectStore& store, SimilarityScores& scores,
                           std::vector<objects::PathChange> changes, EmptyFiles empty)
    : m_store(store), m_scores(scores), m_loaded(true) {
  take(std::move(changes), empty);
}

void RenameFinder::load() {
  if (m_loaded) return;
  m_loaded = true;
  take(objects::changes_between(m_store, m_before, m_after), EmptyFiles::are_left);
}

void RenameFinder::take(std::vector<objects::PathChange> changes, EmptyFiles empty) {
  std::set<std::string> known;
  if (m_known) std::ranges::move(m_known(), std::inserter(known, known.end()));
  for (objects::PathChange& change : changes) {
    const bool is_empty = is_empty_file(change.before) || is_empty_file(change.after);
    if (is_empty && empty == EmptyFiles::are_left) continue;
    if (!change.after.exists()) m_removed.push_back(change);
    if (change.before.exists() || known.contains(change.path)) continue;
    m_added.push_back(std::move(change));
  }
  find_equal_files();
}

void RenameFinder::find_equal_files() {
  std::map<Content, EqualFiles> files;
  for (const objects::PathChange& removed : m_removed) files[content_of(removed.before)].removed.push_back(&removed);
  for (const objects::PathChange& added : m_added) {
    if (const auto equal = files.find(content_of(added.after)); equal != files.end()) {
      equal->second.added.push_back(&added);
    }
  }
  for (auto& [id, equal] : files) {
    if (equal.added.empty()) continue;
    equal.pair();
    m_equal.push_back(std::move(equal));
  }
}

int RenameFinder::percent(const std::string& source, const std::string& target) {
  const auto at = [](const std::vector<objects::PathChange>& changes, const std::string& path) {
    return std::find_if(changes.begin(), changes.end(),
                        [&](const objects::PathChange& change) { return change.path == path; });
  };
  const objects::PathChange& removed = *at(m_removed, source);
  const objects::PathChange& added = *at(m_added, target);
  if (removed.before.oid == added.after.oid) return 100;
  return similarity(m_store, m_scores, removed, added) * 100 / diff::k_highest_similarity;
}

std::map<std::string, std::string> RenameFinder::find(const MissedFiles& missed, DirectoryVotes& votes) {
  load();
  Search search{missed, votes, {}, {}};
  for (const EqualFiles& equal : m_equal) {
    for (const Move& move : equal.moves_for(missed)) search.accept(*move.from, *move.to);
  }
  if (m_store.is_partial()) fetch_contents(search);
  find_same_names(search);
  for (const objects::PathChange& removed : m_removed) {
    if (!search.found.contains(removed.path)) votes.add_unknown(removed.path);
  }
  votes.close_certain();
  find_most_similar(search);
  std::erase_if(search.found, [&](const auto& rename) { return !missed.contains(rename.first); });
  return std::move(search.found);
}

/// In a partial clone: fetches what may be compared by content, all at once, as git does for its own search.
void RenameFinder::fetch_contents(const Search& search) {
  std::vector<git::Oid> wanted;
  for (const objects::PathChange& removed : m_removed) {
    const bool is_asked_for = !search.found.contains(removed.path) && search.wants(removed);
    if (is_asked_for && git::is_regular(removed.before.mode)) wanted.push_back(removed.before.oid);
  }
  if (wanted.empty()) return;
  for (const objects::PathChange& added : m_added) {
    if (!search.taken.contains(added.path) && git::is_regular(added.after.mode)) wanted.push_back(added.after.oid);
  }
  m_store.fetch_missing(wanted);
}

/// A base name that occurs once on each side is a strong hint: it is tried first, but has to be more similar.
void RenameFinder::find_same_names(Search& search) {
  std::map<std::string_view, std::vector<const objects::PathChange*>> sources;
  std::map<std::string_view, std::vector<const objects::PathChange*>> targets;
  for (const objects::PathChange& removed : m_removed) {
    if (!search.found.contains(removed.path)) sources[base_name_of(removed.path)].push_back(&removed);
  }
  for (const objects::PathChange& added : m_added) {
    if (!search.taken.contains(added.path)) targets[base_name_of(added.path)].push_back(&added);
  }
  const DirectoryVotes of_exact = search.votes;
  for (const objects::PathChange& source : m_removed) {
    if (search.found.contains(source.path) || !search.wants(source)) continue;
    const auto same_name = targets.find(base_name_of(source.path));
    if (same_name == targets.end()) continue;
    const bool unique = same_name->second.size() == 1 && sources[base_name_of(source.path)].size() == 1;
    const objects::PathChange* target =
        unique ? same_name->second.front() : target_in(same_name->second, of_exact.guess(directory_of(source.path)));
    if (target == nullptr || search.taken.contains(target->path)) continue;
    if (similarity(m_store, m_scores, source, *target) >= k_similar_with_same_name) search.accept(source, *target);
  }
}

void RenameFinder::find_most_similar(Search& search) {
  std::vector<const objects::PathChange*> sources;
  for (const objects::PathChange& removed : m_removed) {
    if (search.found.contains(removed.path)) continue;
    if (search.missed.contains(removed.path) || search.votes.still_wants(removed.path)) sources.push_back(&removed);
  }
  if (sources.empty()) return;
  std::vector<const objects::PathChange*> targets;
  for (const objects::PathChange& added : m_added) {
    if (!search.taken.contains(added.path)) targets.push_back(&added);
  }
  for (const auto& [source, target] : rank_similar_files(m_store, m_scores, sources, targets)) {
    if (!search.found.contains(source->path) && !search.taken.contains(target->path)) search.accept(*source, *target);
  }
}

}  // namespace mlxpatch::merge
