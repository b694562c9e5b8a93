#include "equal_files.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

namespace {

std::size_t count_parts(std::string_view path) {
  return 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

/// The last parts of a path; std::nullopt if it does not have that many.
std::optional<std::string_view> last_parts(std::string_view path, std::size_t parts) {
  std::size_t begin = path.size();
  for (std::size_t left = parts; left > 0; --left) {
    if (begin == 0) return std::nullopt;
    const std::size_t slash = begin == path.size() ? path.rfind('/') : path.rfind('/', begin - 2);
    begin = slash == std::string_view::npos ? 0 : slash + 1;
  }
  return path.substr(begin);
}

/// The number of parts at the end that both have in common.
std::size_t equal_parts(std::string_view a, std::string_view b) {
  std::size_t parts = 0;
  while (true) {
    const auto of_a = last_parts(a, parts + 1);
    if (!of_a || of_a != last_parts(b, parts + 1)) return parts;
    ++parts;
  }
}

std::size_t most_parts(const std::vector<const objects::PathChange*>& files) {
  std::size_t most = 0;
  for (const objects::PathChange* file : files) most = std::max(most, count_parts(file->path));
  return most;
}

std::set<const objects::PathChange*> sources_of(const std::vector<Move>& moves) {
  std::set<const objects::PathChange*> sources;
  for (const Move& move : moves) sources.insert(move.from);
  return sources;
}

/// The move whose source gives way to `file`: one that both sides removed, else one that the other side left alone;
/// null if there is none.
Move* move_for(std::vector<Move>& moves, const objects::PathChange& file, const MissedFiles& missed) {
  Move* found = nullptr;
  for (Move& move : moves) {
    const std::string& owner = move.from->path;
    const bool resembles = equal_parts(file.path, move.to->path) >= equal_parts(owner, move.to->path);
    if (!resembles || missed.edited.contains(owner)) continue;
    if (missed.deleted.contains(owner)) return &move;
    if (found == nullptr) found = &move;
  }
  return found;
}

}  // namespace

Content content_of(const git::Entry& entry) {
  return {entry.oid, git::is_regular(entry.mode) ? git::Mode::file : entry.mode};
}

bool is_empty_file(const git::Entry& entry) {
  static const git::Oid nothing = git::Oid::from_hex("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").value();
  return entry.oid == nothing;
}

void EqualFiles::pair() {
  if (removed.size() == 1 && added.size() == 1) {
    moves.push_back({removed.front(), added.front()});
    return;
  }
  std::vector<const objects::PathChange*> sources = removed;
  std::vector<const objects::PathChange*> targets = added;
  for (std::size_t parts = std::min(most_parts(removed), most_parts(added)) + 1; parts-- > 0;) {
    std::map<std::string_view, std::vector<const objects::PathChange*>> by_end;  // the first one last
    for (const objects::PathChange* source : std::views::reverse(sources)) {
      if (const auto end = last_parts(source->path, parts)) by_end[*end].push_back(source);
    }
    std::set<const objects::PathChange*> used;
    std::erase_if(targets, [&](const objects::PathChange* target) {
      const auto end = last_parts(target->path, parts);
      const auto alike = end ? by_end.find(*end) : by_end.end();
      if (alike == by_end.end() || alike->second.empty()) return false;
      moves.push_back({alike->second.back(), target});
      used.insert(alike->second.back());
      alike->second.pop_back();
      return true;
    });
    std::erase_if(sources, [&](const objects::PathChange* source) { return used.contains(source); });
  }
}

std::vector<Move> EqualFiles::moves_for(const MissedFiles& missed) const {
  std::vector<Move> chosen = moves;
  if (removed.size() <= added.size()) return chosen;
  std::set<const objects::PathChange*> moved = sources_of(chosen);
  const auto give = [&](Move& move, const objects::PathChange* file) {
    moved.erase(std::exchange(move.from, file));
    moved.insert(file);
  };
  for (const objects::PathChange* file : removed) {
    if (!missed.edited.contains(file->path) || moved.contains(file)) continue;
    if (Move* move = move_for(chosen, *file, missed)) give(*move, file);
  }
  for (Move& move : chosen) {
    if (!missed.deleted.contains(move.from->path)) continue;
    const auto other = std::find_if(removed.begin(), removed.end(), [&](const objects::PathChange* file) {
      return !moved.contains(file) && !missed.contains(file->path) &&
             equal_parts(file->path, move.to->path) >= equal_parts(move.from->path, move.to->path);
    });
    if (other != removed.end()) give(move, *other);
  }
  return chosen;
}

}  // namespace mlxpatch::merge
