#include "replay/far_steps.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/patched_text.hpp"
#include "replay/scanned_queue.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_attributes = ".gitattributes";
/// What a commit that is not far counts in vain, and one that is, against it. A file that has lost so much is not
/// opened again: its lines have no anchors, or its patches are all over it.
constexpr int k_lost = 1;
constexpr int k_won = 3;
constexpr int k_most_lost = 8;

std::vector<git::Entry> attributes_of(objects::ObjectStore& store, const git::Oid& tree, const std::string& path) {
  std::vector<git::Entry> entries;
  for (const auto& file : objects::OverlayTree(store, tree).files_above(path, k_attributes)) {
    entries.push_back(file.entry);
  }
  return entries;
}

const objects::PathChange* change_at(const PatchScan& patch, const std::string& path) {
  const auto found = std::ranges::find(patch.form, path, &objects::PathChange::path);
  return found == patch.form.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> FarSteps::carry(const Tools& tools, const Step& step, const std::vector<std::string>& touched,
                                         const std::function<bool(std::size_t patch)>& is_mere_merge) {
  FarFiles far = find_far(tools, step, touched, is_mere_merge);
  std::vector<std::string> left;
  for (const std::string& path : touched) {
    if (!far.contains(path)) left.push_back(path);
  }
  // A patch that is merged anew is so with all its files.
  for (std::size_t known = left.size() + 1; known != left.size();) {
    known = left.size();
    const std::set<std::size_t> affected = affected_by(left);
    std::erase_if(far, [&](const auto& file) {
      const bool is_affected = std::ranges::any_of(m_files.at(file.first).patches,
                                                   [&](std::size_t patch) { return affected.contains(patch); });
      if (is_affected) left.push_back(file.first);
      return is_affected;
    });
    if (known == left.size()) bring_up(tools.store, affected);
  }
  std::set<std::size_t> carried;
  for (auto& [path, to] : far) {
    File& file = m_files.at(path);
    file.text.take(to.second);
    file.upstream = to.first;
    file.is_behind = true;
    m_lost[path] = std::max(m_lost[path] - k_won, 0);
    carried.insert(file.patches.begin(), file.patches.end());
  }
  for (const std::size_t patch : carried) m_queue.patches[patch].steps.push_back(step.commit);
  return left;
}

FarSteps::FarFiles FarSteps::find_far(const Tools& tools, const Step& step, const std::vector<std::string>& touched,
                                      const std::function<bool(std::size_t patch)>& is_mere_merge) {
  FarFiles far;
  const objects::OverlayTree tree(tools.store, step.tree);
  for (const std::string& path : touched) {
    std::set<std::size_t> watchers;
    m_queue.collect_watchers(path, 0, watchers);
    if (!std::ranges::all_of(watchers, is_mere_merge)) continue;
    const git::Entry entry = tree.file(path);
    File* file = file_at(tools, step.before_tree, path);
    if (file == nullptr || file->upstream.mode != entry.mode) continue;
    if (attributes_of(tools.store, step.tree, path) != file->attributes) continue;
    const Bytes text = plain_text(tools.store, entry);
    if (text == nullptr) continue;
    if (auto far_step = file->text.far_step_to(text)) {
      far.emplace(path, std::pair(entry, std::move(*far_step)));
    } else {
      m_lost[path] += k_lost;
    }
  }
  return far;
}

FarSteps::File* FarSteps::file_at(const Tools& tools, const git::Oid& tree, const std::string& path) {
  if (const auto known = m_files.find(path); known != m_files.end()) return &known->second;
  if (m_lost[path] >= k_most_lost) return nullptr;
  std::optional<File> opened = open(tools, tree, path);
  if (!opened) return nullptr;
  return &m_files.emplace(path, std::move(*opened)).first->second;
}

std::optional<FarSteps::File> FarSteps::open(const Tools& tools, const git::Oid& tree, const std::string& path) const {
  const objects::OverlayTree upstream(tools.store, tree);
  const git::Entry entry = upstream.file(path);
  const Bytes text = plain_text(tools.store, entry);
  if (text == nullptr || has_own_attributes(path) || !tools.merger.merges_lines(upstream, path)) return std::nullopt;
  std::set<std::size_t> watchers;
  m_queue.collect_watchers(path, 0, watchers);
  std::vector<std::size_t> patches;
  std::vector<PatchedText::Change> changes;
  git::Entry made = entry;
  for (const std::size_t patch : watchers) {
    const objects::PathChange* change = change_at(m_queue.patches[patch], path);
    if (change == nullptr || m_queue.outputs.of(patch).empty()) continue;
    const Bytes before = plain_text(tools.store, change->before);
    const Bytes after = plain_text(tools.store, change->after);
    if (change->before != made || before == nullptr || after == nullptr) return std::nullopt;
    made = change->after;
    patches.push_back(patch);
    changes.push_back({before, after});
  }
  return File{entry, std::move(patches), PatchedText(text, changes), attributes_of(tools.store, tree, path), false};
}

/// Whether a patch changes attributes that may apply to the file.
bool FarSteps::has_own_attributes(const std::string& path) const {
  bool has = m_queue.watchers.contains(std::string(k_attributes));
  for_each_directory_of(path, [&](const std::string& directory) {
    has = has || m_queue.watchers.contains(directory + "/" + std::string(k_attributes));
  });
  return has;
}

/// The patches that may change if these paths do.
std::set<std::size_t> FarSteps::affected_by(const std::vector<std::string>& paths) const {
  std::set<std::size_t> affected;
  for (const std::string& path : paths) m_queue.collect_watchers(path, 0, affected);
  std::set<std::string> known(paths.begin(), paths.end());
  // In order, so that a path is met first by the first patch that changes it; what that adds comes later.
  for (const std::size_t patch : affected) {
    for (const objects::PathChange& change : m_queue.patches[patch].form) {
      if (known.insert(change.path).second) m_queue.collect_watchers(change.path, patch + 1, affected);
    }
  }
  return affected;
}

void FarSteps::bring_up(objects::ObjectStore& store, const std::set<std::size_t>& patches) {
  std::erase_if(m_files, [&](const auto& known) {
    const auto& [path, file] = known;
    const bool is_affected =
        std::ranges::any_of(file.patches, [&](std::size_t patch) { return patches.contains(patch); });
    if (is_affected && file.is_behind) bring_up(store, path, file);
    return is_affected;
  });
}

void FarSteps::bring_up_all(objects::ObjectStore& store) {
  for (const auto& [path, file] : m_files) {
    if (file.is_behind) bring_up(store, path, file);
  }
  m_files.clear();
}

void FarSteps::bring_up(objects::ObjectStore& store, const std::string& path, const File& file) {
  std::vector<std::string> texts = file.text.texts();
  git::Entry before = file.upstream;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    PatchScan& patch = m_queue.patches[file.patches[i]];
    objects::PathChange& change = *std::ranges::find(patch.form, path, &objects::PathChange::path);
    change.before = before;
    change.after.oid = store.put(git::ObjectType::blob, std::move(texts[i]), before.oid);
    std::map<std::string, git::Entry> outputs = m_queue.outputs.of(file.patches[i]);
    outputs.insert_or_assign(path, change.after);
    m_queue.outputs.set(file.patches[i], std::move(outputs));
    before = change.after;
  }
}

}  // namespace mlxpatch::queue
