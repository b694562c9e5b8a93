#include <mlxpatch/queue/files/export.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/detect_renames.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/charset.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <variant>
#include <vector>

#include "file_changes.hpp"
#include "prefetch.hpp"

namespace mlxpatch::queue {

namespace {

/// What a commit changes, with files that it moves as renames.
std::vector<patch::FileChange> commit_changes(objects::ObjectStore& store, const git::Oid& before,
                                              const git::Oid& after, ExportOptions::Renames renames_wanted) {
  const std::vector<objects::PathChange> changes = objects::changes_between(store, before, after);
  std::vector<merge::DetectedRename> renames;
  if (renames_wanted == ExportOptions::Renames::follow) renames = merge::detect_renames(store, changes);
  std::vector<patch::FileChange> files;
  for (const objects::PathChange& change : changes) {
    const auto is_source = [&](const merge::DetectedRename& rename) { return rename.from == change.path; };
    const auto is_target = [&](const merge::DetectedRename& rename) { return rename.to == change.path; };
    if (!change.after.exists() && std::any_of(renames.begin(), renames.end(), is_source)) continue;
    const auto rename = std::find_if(renames.begin(), renames.end(), is_target);
    if (change.before.exists() || rename == renames.end()) {
      files.push_back(file_change(store, change));
      continue;
    }
    const git::Entry source = objects::entry_at(store, before, rename->from);
    patch::FileChange file = file_change(store, {change.path, source, change.after});
    file.old_path = rename->from;
    file.similarity = rename->percent;
    files.push_back(std::move(file));
  }
  return files;
}

/// A name for a patch file that no other patch of the queue has.
std::string unique_name(std::string name, std::set<std::string>& taken) {
  const std::size_t dot = std::min(name.size(), name.rfind('.'));
  const std::string stem = name.substr(0, dot);
  const std::string extension = name.substr(dot);
  for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}{}", stem, i, extension);
  return name;
}

/// Names from trailers are given out first, so that no name made from a subject takes one of them.
std::vector<std::string> names_for(const std::vector<git::Commit>& commits, const ExportOptions& options) {
  std::vector<std::string> names(commits.size());
  std::set<std::string> taken{"series", ".patches"};
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const std::string wanted = split_name_trailer(commits[i].message).name;
    if (!wanted.empty()) names[i] = unique_name(wanted, taken);
  }
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (!names[i].empty()) continue;
    const std::string words = patch::file_name_for(commits[i].subject());
    names[i] = unique_name(options.numbered ? fmt::format("{:04}-{}.patch", i + 1, words) : words + ".patch", taken);
  }
  return names;
}

git::Oid parent_of(const git::Commit& commit) {
  if (commit.parents.size() == 1) return commit.parents.front();
  throw Error(fmt::format("commit {} has {} parents; only a commit with one parent can be written as a patch",
                          commit.id.short_hex(), commit.parents.size()))
      .doing("writing the patches");
}

void prefetch_changes(objects::ObjectStore& store, const std::vector<git::Commit>& commits) {
  if (!store.is_partial()) return;
  std::vector<objects::PathChange> changes;
  for (const git::Commit& commit : commits) {
    const auto own = objects::changes_between(store, store.tree_of(parent_of(commit)), commit.tree);
    changes.insert(changes.end(), own.begin(), own.end());
  }
  prefetch(store, changes);
}

std::vector<git::Commit> read_commits(objects::ObjectStore& store, const std::vector<git::Oid>& ids) {
  std::vector<git::Commit> commits;
  commits.reserve(ids.size());
  for (const git::Oid& id : ids) commits.push_back(store.commit(id));
  return commits;
}

/// Patch files are UTF-8 whatever the commit's `encoding` header says.
std::string message_of(const git::Commit& commit) {
  const std::optional<patch::ToUtf8> convert =
      commit.encoding.empty() ? std::nullopt : patch::ToUtf8::from(commit.encoding);
  return convert ? convert->convert(commit.message).value_or(commit.message) : commit.message;
}

std::string write_patch(objects::ObjectStore& store, const git::Commit& commit, const ExportOptions& options) {
  const git::Oid before = store.tree_of(parent_of(commit));
  std::vector<patch::FileChange> files = commit_changes(store, before, commit.tree, options.renames);
  if (options.format == PatchFormat::diff) return patch::write_diff(files);
  return patch::write_mail({commit.author, split_name_trailer(message_of(commit)).message, std::move(files)},
                           options.style);
}

/// Whether a patch file still describes the commit: it has the same message and author, and its text, applied to the
/// parent's tree with nothing moved, gives the commit's tree.
bool says_the_same(objects::ObjectStore& store, const patch::Patch& patch, const git::Commit& commit) {
  if (patch.has_message || !patch.message.empty()) {
    const std::string message = split_name_trailer(message_of(commit)).message;
    if (trim_end(message) != trim_end(split_name_trailer(patch.message).message)) return false;
  }
  if (patch.author) {
    const git::Signature& author = *patch.author;
    if (author.name != commit.author.name || author.email != commit.author.email) return false;
    if (patch.dated && author.when != commit.author.when) return false;
  }
  ApplyPolicy text_alone;
  text_alone.three_way = ApplyPolicy::ThreeWay::never;
  const auto outcome = apply_to_tree(store, patch, store.tree_of(parent_of(commit)), text_alone);
  const auto* applied = std::get_if<AppliedPatch>(&outcome);
  return applied != nullptr && applied->tree == commit.tree && applied->notes.empty();
}

}  // namespace

std::vector<ExportedPatch> export_commits(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                          const ExportOptions& options) {
  return export_unchurned(store, commits, {}, options);
}

std::vector<ExportedPatch> export_unchurned(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                            const PatchDirectory& before, const ExportOptions& options) {
  const std::vector<git::Commit> read = read_commits(store, commits);
  prefetch_changes(store, read);
  const std::vector<std::string> names = names_for(read, options);
  std::vector<ExportedPatch> exported;
  for (std::size_t i = 0; i < read.size(); ++i) {
    check_interrupt();
    ExportedPatch patch{names[i], read[i].subject(), commits[i], {}, {}};
    const auto old = std::find_if(before.patches.begin(), before.patches.end(),
                                  [&](const patch::Patch& candidate) { return candidate.name == names[i]; });
    const bool is_unchanged = old != before.patches.end() && says_the_same(store, *old, read[i]);
    if (is_unchanged) {
      // A patch that keeps its bytes keeps its -pN; what is written here needs none.
      const auto place = static_cast<std::size_t>(old - before.patches.begin());
      patch.bytes = before.bytes[place];
      patch.strip = before.series.entries[place].strip;
    } else {
      patch.bytes = write_patch(store, read[i], options);
    }
    exported.push_back(std::move(patch));
  }
  return exported;
}

}  // namespace mlxpatch::queue
