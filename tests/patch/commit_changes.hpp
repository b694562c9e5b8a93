#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/detect_renames.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <support/file_state.hpp>

namespace mlxpatch::tests {

/// The changes between two trees as the writer takes them, with renames.
inline std::vector<patch::FileChange> changes_of(objects::ObjectStore& store, const git::Oid& before,
                                                 const git::Oid& after) {
  const std::vector<objects::PathChange> changes = objects::changes_between(store, before, after);
  std::map<std::string, merge::DetectedRename> by_target;
  std::set<std::string> sources;
  for (const merge::DetectedRename& rename : merge::detect_renames(store, changes)) {
    by_target[rename.to] = rename;
    sources.insert(rename.from);
  }
  std::vector<patch::FileChange> files;
  for (const objects::PathChange& change : changes) {
    if (!change.after.exists() && sources.contains(change.path)) continue;
    patch::FileChange file{change.path, change.path, change.before, change.after, {}, {}, 0};
    const auto rename = by_target.find(change.path);
    if (rename != by_target.end() && !change.before.exists()) {
      file.old_path = rename->second.from;
      file.before = objects::entry_at(store, before, file.old_path);
      file.similarity = rename->second.percent;
    }
    file.before_bytes = state_of(store, file.before).bytes;
    file.after_bytes = state_of(store, file.after).bytes;
    files.push_back(std::move(file));
  }
  return files;
}

inline std::string new_bytes(const patch::FilePatch& file, const std::string& old_bytes) {
  if (file.binary) {
    std::optional<std::string> bytes = patch::apply_binary(old_bytes, *file.binary);
    const bool is_right =
        bytes && (file.new_path.empty() || git::hash_object(git::ObjectType::blob, *bytes).hex() == file.new_id);
    if (!is_right) throw std::runtime_error("binary patch of " + file.new_path);
    return *bytes;
  }
  patch::ApplyOptions options;
  options.ends = patch::ApplyOptions::Ends::trusted;
  auto result = patch::apply_hunks(old_bytes, file.hunks, options);
  if (std::holds_alternative<patch::HunkFailure>(result)) throw std::runtime_error("hunks of " + file.new_path);
  if (!std::get<patch::AppliedText>(result).notes.empty()) throw std::runtime_error("moved hunks of " + file.new_path);
  return std::get<patch::AppliedText>(result).bytes;
}

/// What a git diff makes of `before` at the paths that it names; absent for those that it removes.
inline FileStates applied_states(objects::ObjectStore& store, const git::Oid& before, const patch::Patch& patch) {
  FileStates states;
  for (const patch::FilePatch& file : patch.files) {
    if (file.action == patch::FileAction::remove || file.action == patch::FileAction::rename) states[file.old_path];
  }
  for (const patch::FilePatch& file : patch.files) {
    FileState old_state;
    if (!file.old_path.empty()) old_state = state_of(store, objects::entry_at(store, before, file.old_path));
    const std::string bytes = new_bytes(file, old_state.bytes);
    if (file.new_path.empty()) {
      if (!bytes.empty()) throw std::runtime_error("content is left over in " + file.old_path);
      continue;
    }
    states[file.new_path] = {file.new_mode == git::Mode::absent ? old_state.mode : file.new_mode, bytes};
  }
  return states;
}

/// What `after` has at the paths that differ from `before`.
inline FileStates changed_states(objects::ObjectStore& store, const git::Oid& before, const git::Oid& after) {
  FileStates states;
  for (const objects::PathChange& change : objects::changes_between(store, before, after)) {
    states[change.path] = state_of(store, change.after);
  }
  return states;
}

}  // namespace mlxpatch::tests
