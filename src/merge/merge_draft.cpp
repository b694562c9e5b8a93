#include "merge_draft.hpp"

#include <string>
#include <string_view>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>

#include "merge_driver.hpp"
#include "merge_entry.hpp"

namespace mlxpatch::merge {

git::Entry MergeDraft::move_ours(const std::string& from, const std::string& to) {
  if (!m_moved_ours) m_moved_ours = m_ours;
  const git::Entry entry = m_ours.file(from);
  m_moved_ours->put(from, {});
  m_moved_ours->put(to, entry);
  put(from, {});
  put(to, entry);
  return entry;
}

void MergeDraft::remove(const std::string& path) {
  if (ours().file(path).exists()) {
    put(path, {});
  } else {
    m_result.edits.erase(path);
  }
}

void MergeDraft::add_conflict(const std::string& path, ConflictKind kind, const EntryVersions& versions,
                              const EntryMerge& merged) {
  add_conflict(
      {kind, path, versions.base, versions.ours, versions.theirs, merged.result, merged.detail, merged.driver});
}

bool MergeDraft::move_conflicts(const std::string& from, const std::string& to, std::string_view remark) {
  bool is_any = false;
  for (MergeConflict& conflict : m_result.conflicts) {
    if (conflict.path != from) continue;
    conflict.path = to;
    conflict.detail += remark;
    is_any = true;
  }
  return is_any;
}

EntryMerge MergeDraft::merge_versions(const std::string& path, const EntryVersions& versions) {
  const auto& [base, our_entry, their_entry] = versions;
  if (our_entry == their_entry || their_entry == base) return {our_entry};
  if (our_entry == base) return {their_entry};
  const bool are_files = git::is_regular(our_entry.mode) && git::is_regular(their_entry.mode);
  const MergeDriver driver = are_files ? m_tools.drivers.of(ours(), path) : MergeDriver{};
  EntryMerge merged = m_tools.entries.merge(versions, driver, m_options);
  if (merged.unusual) m_result.unusual.push_back({path, *merged.unusual});
  return merged;
}

void MergeDraft::merge_at(const std::string& path, const EntryVersions& versions) {
  const EntryMerge merged = merge_versions(path, versions);
  put(path, merged.result);
  if (merged.conflict) add_conflict(path, *merged.conflict, versions, merged);
}

}  // namespace mlxpatch::merge
