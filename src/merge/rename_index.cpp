#include "rename_index.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

namespace {

/// Beyond this part of its changes, an index is not corrected but made anew.
constexpr std::size_t k_part_worth_correcting = 4;

bool is_removed(const objects::PathChange& change) { return !change.after.exists(); }

Content content_of(const objects::PathChange& file) {
  return merge::content_of(is_removed(file) ? file.before : file.after);
}

/// The files of a group that are in no move.
std::vector<const objects::PathChange*> alone_in(const EqualFiles& files) {
  std::set<const objects::PathChange*> moved;
  for (const Move& move : files.moves) moved.insert({move.from, move.to});
  std::vector<const objects::PathChange*> alone;
  for (const auto* side : {&files.removed, &files.added}) {
    std::ranges::copy_if(*side, std::back_inserter(alone),
                         [&](const objects::PathChange* file) { return !moved.contains(file); });
  }
  return alone;
}

/// The place of a file in a list by path.
std::vector<const objects::PathChange*>::iterator place_in(std::vector<const objects::PathChange*>& files,
                                                           const objects::PathChange& file) {
  if (files.empty() || files.back()->path < file.path) return files.end();
  return std::ranges::lower_bound(files, file.path, {},
                                  [](const objects::PathChange* other) -> const std::string& { return other->path; });
}

}  // namespace

void RenameIndex::move_to(const git::Oid& before_tree, const git::Oid& after_tree, const PathList& known) {
  if (!go_to(before_tree, after_tree)) load(before_tree, after_tree);
  leave_out(known ? known() : std::vector<std::string>{});
}

/// Corrects the index by what differs; false, and then nothing is changed, if that is too much.
bool RenameIndex::go_to(const git::Oid& before_tree, const git::Oid& after_tree) {
  const std::size_t most = m_changes.size() / k_part_worth_correcting;
  const auto before = objects::few_changes_between(m_store, m_before, before_tree, most);
  if (!before) return false;
  const auto after = objects::few_changes_between(m_store, m_after, after_tree, most - before->size());
  if (!after) return false;
  for (const objects::PathChange& change : *before) {
    const auto known = m_changes.find(std::string_view(change.path));
    set({change.path, change.after, known == m_changes.end() ? change.before : known->after});
  }
  for (const objects::PathChange& change : *after) {
    const auto known = m_changes.find(std::string_view(change.path));
    set({change.path, known == m_changes.end() ? change.before : known->before, change.after});
  }
  close_all();
  m_before = before_tree;
  m_after = after_tree;
  return true;
}

void RenameIndex::load(const git::Oid& before_tree, const git::Oid& after_tree) {
  std::vector<objects::PathChange> changes = objects::changes_between(m_store, before_tree, after_tree);
  m_changes.clear();
  m_known.clear();
  m_groups.clear();
  m_moves.clear();
  m_alone.clear();
  m_added_alone.clear();
  for (objects::PathChange& change : changes) enter(*m_changes.insert(m_changes.end(), std::move(change)));
  close_all();
  m_before = before_tree;
  m_after = after_tree;
}

void RenameIndex::set(objects::PathChange change) {
  if (const auto known = m_changes.find(std::string_view(change.path)); known != m_changes.end()) {
    leave(*known);
    m_changes.erase(known);
  }
  if (change.before != change.after) enter(*m_changes.insert(std::move(change)).first);
}

void RenameIndex::leave_out(const std::vector<std::string>& paths) {
  std::set<std::string> known;
  for (const std::string& path : paths) {
    const auto change = m_changes.find(std::string_view(path));
    if (change != m_changes.end() && !change->before.exists()) known.insert(path);
  }
  std::vector<std::string> other;
  std::ranges::set_symmetric_difference(m_known, known, std::back_inserter(other));
  std::erase_if(other, [&](const std::string& path) { return !m_changes.contains(std::string_view(path)); });
  for (const std::string& path : other) leave(*m_changes.find(std::string_view(path)));
  m_known = std::move(known);
  for (const std::string& path : other) enter(*m_changes.find(std::string_view(path)));
  close_all();
}

/// Whether the file was removed or added. That of an empty one, which looks like any other, does not count.
bool RenameIndex::counts(const objects::PathChange& change) const {
  if (is_empty_file(change.before) || is_empty_file(change.after)) return false;
  return is_removed(change) || (!change.before.exists() && !m_known.contains(change.path));
}

void RenameIndex::enter(const objects::PathChange& change) {
  if (!counts(change)) return;
  EqualFiles& files = open(content_of(change)).files;
  auto& side = is_removed(change) ? files.removed : files.added;
  side.insert(place_in(side, change), &change);
}

void RenameIndex::leave(const objects::PathChange& change) {
  if (!counts(change)) return;
  EqualFiles& files = open(content_of(change)).files;
  auto& side = is_removed(change) ? files.removed : files.added;
  side.erase(place_in(side, change));
}

/// The files of that content, out of all lists until close_all().
RenameIndex::Group& RenameIndex::open(const Content& content) {
  Group& group = m_groups[content];
  if (group.is_open) return group;
  group.is_open = true;
  m_open.push_back(content);
  for (const objects::PathChange* file : alone_in(group.files)) unlist(*file);
  for (const Move& move : group.files.moves) m_moves.erase(move.from);
  group.files.moves.clear();
  return group;
}

void RenameIndex::close_all() {
  for (const Content& content : m_open) {
    const auto place = m_groups.find(content);
    EqualFiles& files = place->second.files;
    place->second.is_open = false;
    if (!files.removed.empty() && !files.added.empty()) files.pair();
    for (const Move& move : files.moves) m_moves.emplace(move.from, move.to);
    for (const objects::PathChange* file : alone_in(files)) list(*file);
    if (files.removed.empty() && files.added.empty()) m_groups.erase(place);
  }
  m_open.clear();
}

void RenameIndex::list(const objects::PathChange& file) {
  SameName& same = m_alone[std::string(base_name_of(file.path))];
  (is_removed(file) ? same.removed : same.added).insert(&file);
  if (!is_removed(file)) m_added_alone.insert(&file);
}

void RenameIndex::unlist(const objects::PathChange& file) {
  const auto same = m_alone.find(base_name_of(file.path));
  (is_removed(file) ? same->second.removed : same->second.added).erase(&file);
  if (same->second.removed.empty() && same->second.added.empty()) m_alone.erase(same);
  m_added_alone.erase(&file);
}

/// One call of find(), in the steps of RenameFinder.
class RenameIndex::Search {
 public:
  Search(const RenameIndex& index, const MissedFiles& missed, const DirectoryVotes& votes)
      : m_index(index), m_missed(missed), m_votes(votes) {}

  std::map<std::string, std::string> run() {
    Files sources = find_sources();
    for (const objects::PathChange* source : sources) choose_moves(*source);
    std::erase_if(sources, [&](const objects::PathChange* source) {
      const objects::PathChange* target = target_of(*source);
      return target != nullptr && m_found.emplace(source->path, target->path).second;
    });
    std::erase_if(sources, [&](const objects::PathChange* source) { return find_same_name(*source); });
    if (!sources.empty()) find_most_similar(sources);
    return std::move(m_found);
  }

 private:
  using FileMap = std::map<const objects::PathChange*, const objects::PathChange*, ByPath>;

  Files find_sources() const {
    Files sources;
    for (const auto* paths : {&m_missed.edited, &m_missed.deleted}) {
      for (const std::string& path : *paths) {
        const auto change = m_index.m_changes.find(std::string_view(path));
        if (change == m_index.m_changes.end() || !is_removed(*change)) continue;
        if (m_index.counts(*change)) sources.insert(&*change);
      }
    }
    return sources;
  }

  /// Of a missed file's equals, those whose move depends on what is missed.
  void choose_moves(const objects::PathChange& source) {
    const EqualFiles& files = m_index.m_groups.at(content_of(source)).files;
    if (files.added.empty() || files.removed.size() <= files.added.size() || m_chosen.contains(&source)) return;
    for (const objects::PathChange* file : files.removed) m_chosen.emplace(file, nullptr);
    for (const Move& move : files.moves_for(m_missed)) m_chosen[move.from] = move.to;
  }

  /// Where a removed file went by its bytes; null if that is not known.
  const objects::PathChange* target_of(const objects::PathChange& source) const {
    if (const auto chosen = m_chosen.find(&source); chosen != m_chosen.end()) return chosen->second;
    const auto move = m_index.m_moves.find(&source);
    return move == m_index.m_moves.end() ? nullptr : move->second;
  }

  bool accept(const objects::PathChange& source, const objects::PathChange& target) {
    m_taken.insert(&target);
    return m_found.emplace(source.path, target.path).second;
  }

  bool find_same_name(const objects::PathChange& source) {
    const auto same = m_index.m_alone.find(base_name_of(source.path));
    if (same == m_index.m_alone.end() || same->second.added.empty()) return false;
    const Files& targets = same->second.added;
    const bool unique = targets.size() == 1 && count_sources(same->first, same->second.removed) == 1;
    const objects::PathChange* target = unique ? *targets.begin() : target_in_moved_directory(source, targets);
    if (target == nullptr || m_taken.contains(target)) return false;
    if (similarity(m_index.m_store, m_index.m_scores, source, *target) < k_similar_with_same_name) return false;
    return accept(source, *target);
  }

  /// How many removed files of that name are in no move.
  std::size_t count_sources(std::string_view name, const Files& alone) const {
    std::size_t count = alone.size();
    for (const auto& [source, target] : m_chosen) {
      if (base_name_of(source->path) != name) continue;
      if (target == nullptr) ++count;
      if (alone.contains(source)) --count;
    }
    return count;
  }

  /// The target that is where most moved files of the source's directory are; null if there is none.
  const objects::PathChange* target_in_moved_directory(const objects::PathChange& source, const Files& targets) {
    const std::string directory(directory_of(source.path));
    if (m_counted.insert(directory).second) count_moves_of(directory);
    const std::optional<std::string> moved = m_votes.guess(directory);
    if (!moved) return nullptr;
    const auto target = std::ranges::find_if(
        targets, [&](const objects::PathChange* file) { return directory_of(file->path) == *moved; });
    return target == targets.end() ? nullptr : *target;
  }

  void count_moves_of(const std::string& directory) {
    const std::string prefix = directory + "/";
    auto change = m_index.m_changes.lower_bound(std::string_view(prefix));
    while (change != m_index.m_changes.end() && change->path.starts_with(prefix)) {
      const std::size_t slash = change->path.find('/', prefix.size());
      if (slash != std::string::npos) {
        // '0' comes after '/': all of the directory below is passed over.
        change = m_index.m_changes.lower_bound(std::string_view(change->path.substr(0, slash) + "0"));
        continue;
      }
      if (const objects::PathChange* target = target_of(*change)) m_votes.add(change->path, target->path);
      ++change;
    }
  }

  void find_most_similar(const Files& missing) {
    std::vector<const objects::PathChange*> targets;
    std::ranges::copy_if(m_index.m_added_alone, std::back_inserter(targets),
                         [&](const objects::PathChange* added) { return !m_taken.contains(added); });
    const std::vector<const objects::PathChange*> sources(missing.begin(), missing.end());
    for (const auto& [source, target] : rank_similar_files(m_index.m_store, m_index.m_scores, sources, targets)) {
      if (!m_found.contains(source->path) && !m_taken.contains(target)) accept(*source, *target);
    }
  }

  const RenameIndex& m_index;
  const MissedFiles& m_missed;
  DirectoryVotes m_votes;  ///< of moves without an edit
  std::map<std::string, std::string> m_found;
  FileMap m_chosen;  ///< of the equals of missed files that are not all moved: null for one that is not
  Files m_taken;     ///< targets in no move that were found to be a missed file
  std::set<std::string> m_counted;
};

std::map<std::string, std::string> RenameIndex::find(const MissedFiles& missed, const DirectoryVotes& votes) const {
  return Search(*this, missed, votes).run();
}

}  // namespace mlxpatch::merge
