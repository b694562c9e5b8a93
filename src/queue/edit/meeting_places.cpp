#include "edit/meeting_places.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/patched_text.hpp"
#include "replay/queued_patch.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_attributes = ".gitattributes";

bool is_plain(objects::ObjectStore& store, const git::Entry& entry) { return plain_text(store, entry) != nullptr; }

}  // namespace

MeetingPlaces::MeetingPlaces(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches)
    : m_store(store), m_patches(patches), m_merger(store), m_kinds(patches.size()) {
  for (std::size_t patch = 0; patch < patches.size(); ++patch) add(patch);
}

void MeetingPlaces::add(std::size_t patch) {
  Kind& kind = m_kinds[patch];
  for (const objects::PathChange& change : m_patches[patch].changes) {
    kind.adds = kind.adds || !change.before.exists();
    kind.removes = kind.removes || !change.after.exists();
    kind.changes_attributes = kind.changes_attributes || base_name_of(change.path) == k_attributes;
    m_places[change.path].patches.push_back(patch);
  }
}

std::map<std::size_t, std::vector<std::string>> MeetingPlaces::met_by(std::size_t patch) const {
  std::map<std::size_t, std::vector<std::string>> met;
  const auto meet = [&](const Place& place, const std::string& path) {
    for (const std::size_t other : place.patches) {
      if (other >= patch) break;
      std::vector<std::string>& paths = met[other];
      if (paths.empty() || paths.back() != path) paths.push_back(path);
    }
  };
  for (const std::string& path : sorted_paths(m_patches[patch].changes)) {
    meet(m_places.at(path), path);
    for_each_directory_of(path, [&](const std::string& directory) {
      if (const auto file = m_places.find(directory); file != m_places.end()) meet(file->second, path);
    });
    const std::string inside = path + "/";
    for (auto it = m_places.lower_bound(inside); it != m_places.end() && it->first.starts_with(inside); ++it) {
      meet(it->second, path);
    }
  }
  const Kind& kind = m_kinds[patch];
  for (std::size_t other = 0; other < patch; ++other) {
    const Kind& its = m_kinds[other];
    const bool may_follow = kind.changes_paths() && its.changes_paths();
    if (may_follow || kind.changes_attributes || its.changes_attributes) met[other];
  }
  return met;
}

std::vector<std::string> MeetingPlaces::near(std::size_t patch, const std::vector<std::size_t>& earlier,
                                             std::vector<std::string> paths) {
  const Kind& kind = m_kinds[patch];
  bool has_moves = kind.moves();
  bool has_attributes = kind.changes_attributes;
  for (const std::size_t other : earlier) {
    has_moves = has_moves || m_kinds[other].moves();
    has_attributes = has_attributes || m_kinds[other].changes_attributes;
  }
  if (!has_attributes) {
    std::erase_if(paths, [&](const std::string& path) { return are_apart(patch, earlier, path); });
  }
  const bool may_follow = has_moves && kind.changes_paths() && m_kinds[earlier.front()].changes_paths();
  return paths.empty() && (may_follow || has_attributes) ? sorted_paths(m_patches[patch].changes) : std::move(paths);
}

bool MeetingPlaces::are_apart(std::size_t patch, const std::vector<std::size_t>& earlier, const std::string& path) {
  std::vector<std::size_t> here;
  std::ranges::copy_if(earlier, std::back_inserter(here),
                       [&](std::size_t other) { return std::ranges::binary_search(m_places.at(path).patches, other); });
  Texts* texts = texts_with(patch, path);
  if (here.empty() || texts == nullptr) return false;
  std::vector<std::size_t> changes;
  bool changes_mode = false;
  for (const std::size_t other : here) {
    const auto found = std::ranges::lower_bound(texts->patches, other);
    if (found == texts->patches.end() || *found != other) return false;
    changes.push_back(static_cast<std::size_t>(found - texts->patches.begin()));
    changes_mode = changes_mode || texts->changes_mode[changes.back()];
  }
  const auto own = std::ranges::lower_bound(texts->patches, patch);
  const auto change = static_cast<std::size_t>(own - texts->patches.begin());
  if (changes_mode && texts->changes_mode[change]) return false;
  std::optional<bool>& merges_lines = texts->merges_lines[change];
  if (!merges_lines) {
    merges_lines = m_merger.merges_lines(objects::OverlayTree(m_store, m_patches[patch].before_tree), path);
  }
  return *merges_lines && text_of(*texts, path).is_far_from(change, changes);
}

/// The texts of a path among which a patch makes one; null if it changes something else than a text.
MeetingPlaces::Texts* MeetingPlaces::texts_with(std::size_t patch, const std::string& path) {
  Place& place = m_places.at(path);
  if (place.texts.empty()) {
    bool is_open = false;
    for (const std::size_t each : place.patches) {
      const objects::PathChange& change = change_at(each, path);
      const bool changes_text = is_plain(m_store, change.before) && is_plain(m_store, change.after);
      if (changes_text) {
        if (!is_open) place.texts.emplace_back();
        place.texts.back().patches.push_back(each);
        place.texts.back().changes_mode.push_back(change.before.mode != change.after.mode);
        place.texts.back().merges_lines.emplace_back();
      }
      is_open = changes_text;
    }
    if (place.texts.empty()) place.texts.emplace_back();
  }
  const auto found = std::ranges::find_if(
      place.texts, [&](const Texts& texts) { return std::ranges::binary_search(texts.patches, patch); });
  return found == place.texts.end() ? nullptr : &*found;
}

PatchedText& MeetingPlaces::text_of(Texts& texts, const std::string& path) const {
  if (texts.text) return *texts.text;
  std::vector<PatchedText::Change> changes;
  changes.reserve(texts.patches.size());
  for (const std::size_t patch : texts.patches) {
    const objects::PathChange& change = change_at(patch, path);
    changes.push_back({plain_text(m_store, change.before), plain_text(m_store, change.after)});
  }
  const Bytes first = changes.front().before;
  return texts.text.emplace(first, changes);
}

const objects::PathChange& MeetingPlaces::change_at(std::size_t patch, const std::string& path) const {
  return *std::ranges::find(m_patches[patch].changes, path, &objects::PathChange::path);
}

}  // namespace mlxpatch::queue
