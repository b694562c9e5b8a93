#include "fork/patch_names.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_record_file = "names.json";

queue::KnownPatch known_from_file(const patch::Patch& patch) {
  const std::string message = queue::split_name_trailer(patch.message).message;
  return {patch.name, {}, subject_of(message), patch.dated ? patch.author : std::nullopt};
}

bool is_same(const git::Commit& commit, const queue::KnownPatch& file) {
  return file.author == commit.author && file.subject == subject_of(queue::split_name_trailer(commit.message).message);
}

/// The patches that the record knows, and the files that it does not. A file that a person gave another name is still
/// the one that the record knows.
std::vector<queue::KnownPatch> known_patches(Fork& fork, const queue::PatchDirectory& files) {
  const workspace::ExportRecord record = export_record(fork);
  std::set<std::string> recorded;
  for (const workspace::ExportRecord::Patch& patch : record.patches) recorded.insert(patch.name);
  std::set<std::string> on_disk;
  std::vector<queue::KnownPatch> unrecorded;
  for (const patch::Patch& patch : files.patches) {
    on_disk.insert(patch.name);
    if (!recorded.contains(patch.name)) unrecorded.push_back(known_from_file(patch));
  }
  std::vector<queue::KnownPatch> known;
  known.reserve(record.patches.size() + unrecorded.size());
  for (const workspace::ExportRecord::Patch& patch : record.patches) {
    known.push_back({patch.name, patch.commit, {}, {}});
    if (unrecorded.empty() || on_disk.contains(patch.name) || !fork.store().contains(patch.commit)) continue;
    const git::Commit commit = fork.store().commit(patch.commit);
    const auto renamed = std::find_if(unrecorded.begin(), unrecorded.end(),
                                      [&](const queue::KnownPatch& file) { return is_same(commit, file); });
    if (renamed == unrecorded.end()) continue;
    known.back().name = renamed->name;
    unrecorded.erase(renamed);
  }
  known.insert(known.end(), unrecorded.begin(), unrecorded.end());
  return known;
}

workspace::ExportRecord record_in(Fork& fork, const git::Oid& commit) {
  if (!fork.store().contains(commit)) return {};
  const git::Entry file = objects::entry_at(fork.store(), fork.store().tree_of(commit), k_record_file);
  if (!file.exists()) return {};
  const auto bytes = fork.store().read(file.oid, git::ObjectType::blob);
  return workspace::parse_export_record(std::string(bytes->begin(), bytes->end()));
}

}  // namespace

workspace::ExportRecord export_record(Fork& fork) {
  const auto target = git::ref_target(fork.repository(), k_names_ref);
  return target ? record_in(fork, *target) : workspace::ExportRecord{};
}

std::vector<queue::PatchName> patch_names(Fork& fork, const std::vector<git::Commit>& commits,
                                          const queue::PatchDirectory& files, queue::NamingOptions::Numbers numbers) {
  return queue::name_patches(fork.store(), commits, known_patches(fork, files),
                             {fork.config().patches_numbered, numbers});
}

std::vector<queue::PatchName> patch_names_at(Fork& fork, const std::vector<git::Commit>& commits,
                                             const git::Oid& record) {
  std::vector<queue::KnownPatch> known;
  for (const workspace::ExportRecord::Patch& patch : (record ? record_in(fork, record) : export_record(fork)).patches) {
    known.push_back({patch.name, patch.commit, {}, {}});
  }
  return queue::name_patches(fork.store(), commits, known, {fork.config().patches_numbered});
}

std::map<git::Oid, std::string> replay_names(Fork& fork, const std::vector<git::Oid>& commits,
                                             const queue::PatchDirectory& files) {
  const std::vector<queue::PatchName> names = patch_names(fork, fork.store().commits(commits), files);
  std::map<git::Oid, std::string> by_commit;
  for (std::size_t i = 0; i < commits.size(); ++i) by_commit.emplace(commits[i], names[i].name);
  return by_commit;
}

std::vector<workspace::RefMove> record_moves(Fork& fork, workspace::ExportRecord record) {
  if (record.list.empty()) record.list = export_record(fork).list;
  objects::ObjectStore& store = fork.store();
  const git::Oid blob = store.put(git::ObjectType::blob, workspace::serialize_export_record(record));
  git::Commit commit;
  // Always the same name and time: the same record is the same commit.
  commit.author = {"mlxpatch", "mlxpatch@localhost", {}};
  commit.committer = commit.author;
  commit.tree = objects::edit_tree(store, {}, {{k_record_file, {git::Mode::file, blob}}});
  commit.message = "The patch files of the queue, as they were last written\n";
  const git::Oid before = git::ref_target(fork.repository(), k_names_ref).value_or(git::Oid{});
  const git::Oid after = store.put_commit(commit);
  if (before == after) return {};
  return {{k_names_ref, before, after}};
}

}  // namespace mlxpatch::ops
