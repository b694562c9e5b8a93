#include "fork/patch_files.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/branch_queue.hpp"
#include "fork/exported_patches.hpp"
#include "fork/fork.hpp"
#include "fork/lock_entries.hpp"
#include "fork/patch_names.hpp"
#include "fork/project.hpp"
#include "fork/project_git.hpp"

namespace mlxpatch::ops {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The file that a patch has now: under its old name, or under the one that it gets.
const std::string& file_of(const queue::ExportedPatch& patch) {
  return patch.known_as.empty() ? patch.name : patch.known_as;
}

/// The series with the current patches. A comment stays behind its patch, and a remark in front of the one that it
/// preceded, wherever that goes; if that leaves, in front of the one that was next.
patch::Series series_of(const std::vector<queue::ExportedPatch>& patches,
                        const queue::PatchDirectory& patch_directory) {
  const patch::Series& before = patch_directory.series;
  patch::Series series;
  for (const queue::ExportedPatch& patch : patches) {
    const auto known = std::ranges::find(before.entries, file_of(patch), &patch::SeriesEntry::name);
    series.entries.push_back({patch.name, patch.strip, known == before.entries.end() ? "" : known->comment});
  }
  for (const patch::Series::Remark& remark : before.remarks) {
    std::size_t position = series.entries.size();
    for (std::size_t i = remark.before; i < before.entries.size() && position == series.entries.size(); ++i) {
      const auto patch = std::ranges::find(patches, before.entries[i].name, &file_of);
      position = static_cast<std::size_t>(patch - patches.begin());
    }
    series.remarks.push_back({position, remark.line});
  }
  std::ranges::stable_sort(series.remarks, {}, &patch::Series::Remark::before);
  return series;
}

bool lists_the_same(const patch::Series& a, const patch::Series& b) {
  return std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const patch::SeriesEntry& x, const patch::SeriesEntry& y) {
                      return x.name == y.name && x.strip.value_or(1) == y.strip.value_or(1);
                    });
}

std::map<std::string, std::string> configured_subjects(const workspace::Config& config) {
  std::map<std::string, std::string> subjects;
  for (const workspace::Config::Patch& patch : config.patches) {
    if (!patch.subject.empty()) subjects[patch.file] = patch.subject;
  }
  return subjects;
}

/// Throws Error with the next steps for the files of the project's own queue that can't be read, if there are any.
void refuse_unreadable(const Project& project, const std::string& list,
                       std::vector<queue::UnreadablePatch> unreadable) {
  if (unreadable.empty()) return;
  // Of several the steps of the first are shown, as they are the same for all.
  queue::UnreadablePatch& file = unreadable.front();
  for (const std::string& step : steps_to_restore(project.config.patches_path() / file.name)) file.error.hint(step);
  if (file.error.hints().empty()) {
    file.error.hint("correct the file, or remove its line from " + (project.config.patches_path() / list).string());
  }
  throw queue::unreadable_as_error(unreadable);
}

void note_read(const Project& project, const queue::PatchDirectory& read) {
  const std::filesystem::path directory = project.config.patches_dir;
  for (std::size_t i = 0; i < read.patches.size(); ++i) {
    project.files_read->note((directory / read.patches[i].name).generic_string(), read.bytes[i]);
  }
  // A list that is missing may have another name; nothing says so of it.
  if (read.list_bytes) project.files_read->note((directory / read.list).generic_string(), read.list_bytes);
}

}  // namespace

queue::PatchDirectory read_project_patches(const Project& project) {
  const std::filesystem::path directory = project.config.patches_path();
  queue::PatchDirectory patch_directory;
  try {
    patch_directory = queue::read_patch_directory(directory, {}, queue::OnUnreadable::leave_out);
    refuse_unreadable(project, patch_directory.list, std::move(patch_directory.unreadable));
  } catch (Error& error) {
    const bool is_of_list = error.kind() != ErrorKind::usage && !queue::has_sound_list(directory);
    if (!is_of_list || !has_checkout(project)) throw;
    throw error.hint("mlxpatch regen             write the list anew from the branch");
  }
  note_read(project, patch_directory);
  take_from_lock(project, patch_directory);
  return patch_directory;
}

queue::RepairedDirectory repaired_project_patches(Fork& fork, const std::vector<git::Oid>& commits) {
  const workspace::ExportRecord record = export_record(fork);
  queue::KnownList known{record.list, {}, {}};
  std::set<std::string> current;
  for (const queue::PatchName& name : patch_names(fork, fork.store().commits(commits), {})) {
    if (!name.known_as.empty() && current.insert(name.known_as).second) known.names.push_back(name.known_as);
  }
  for (const workspace::ExportRecord::Patch& patch : record.patches) {
    if (!current.contains(patch.name)) known.no_longer.push_back(patch.name);
  }
  queue::RepairedDirectory repaired = queue::repair_patch_directory(fork.config().patches_path(), known);
  refuse_unreadable(fork.project(), repaired.directory.list, std::move(repaired.directory.unreadable));
  note_read(fork.project(), repaired.directory);
  take_from_lock(fork.project(), repaired.directory);
  return repaired;
}

queue::PatchDirectory readable_project_patches(const Project& project) {
  try {
    return read_project_patches(project);
  } catch (const Error&) {
    return {};
  }
}

void name_by_files(Fork& fork, const std::vector<git::Oid>& commits, const queue::PatchDirectory& files,
                   std::vector<report::Patch>& patches) {
  std::set<std::string> on_disk;
  for (const patch::Patch& patch : files.patches) on_disk.insert(patch.name);
  const std::vector<queue::PatchName> names = patch_names(fork, fork.store().commits(commits), files);
  for (std::size_t i = 0; i < patches.size() && i < names.size(); ++i) {
    patches[i].name = on_disk.contains(names[i].known_as) ? names[i].known_as : patches[i].subject;
  }
}

queue::ExportOptions export_options(const workspace::Config& config) {
  return {
      config.patches_format == workspace::Config::Format::diff ? queue::PatchFormat::diff : queue::PatchFormat::mbox,
      config.patches_numbered};
}

queue::CommitDefaults commit_defaults(Fork& fork) {
  queue::CommitDefaults defaults;
  defaults.committer = fork.committer();
  defaults.author = [&fork] { return fork.author(); };
  defaults.subjects = configured_subjects(fork.config());
  for (const workspace::Config::Patch& patch : fork.config().patches) {
    if (!patch.author.empty()) defaults.authors[patch.file] = author_from(patch.author, defaults.committer.when);
  }
  return defaults;
}

FileSet file_set(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                 const queue::PatchDirectory& before, const FileOptions& options) {
  const std::vector<git::Commit> read = fork.store().commits(commits);
  queue::RewriteOptions rewriting{export_options(fork.config()), {}, configured_subjects(fork.config())};
  if (options.keep == Keep::rewrite) rewriting.unchanged = queue::RewriteOptions::Unchanged::rewrite;
  using InNames = queue::NamingOptions::Numbers;
  const InNames numbers = options.numbers == Numbers::renumber ? InNames::renumber : InNames::keep;
  FileSet files;
  files.patches =
      queue::rewrite_patches(fork.store(), read, patch_names(fork, read, before, numbers), before, rewriting);
  files.lock = lock_for(fork, files.patches, base);

  const std::filesystem::path directory = fork.config().patches_dir;
  const auto change_if_different = [&](const std::filesystem::path& path, std::string bytes) {
    const bool is_same = read_file_if_exists(fork.config().root() / path) == bytes;
    if (!is_same) files.changes.emplace(path.generic_string(), std::move(bytes));
    return !is_same;
  };
  std::set<std::string> names;
  for (const queue::ExportedPatch& patch : files.patches) {
    names.insert(patch.name);
    const bool changes = change_if_different(directory / patch.name, patch.bytes);
    (changes ? files.written : files.unchanged).push_back(patch.name);
    if (file_of(patch) != patch.name) files.renamed.emplace(file_of(patch), patch.name);
    files.record.patches.push_back({patch.commit, patch.name});
  }
  for (const patch::SeriesEntry& entry : before.series.entries) {
    if (names.contains(entry.name)) continue;
    files.changes.emplace((directory / entry.name).generic_string(), std::nullopt);
    files.removed.push_back(entry.name);
  }
  // The series and the lock keep their bytes, too, if their content is the same.
  const patch::Series series = series_of(files.patches, before);
  const bool writes_list = before.list_is_stale || !lists_the_same(series, before.series);
  if (writes_list && change_if_different(directory / before.list, patch::write_series(series))) {
    files.others.push_back(patch_path(fork, before.list));
  }
  if (writes_list || before.has_list) files.record.list = before.list;
  const auto& lock = fork.project().lock;
  const bool same_lock = lock && lock->base == files.lock.base && has_same_entries(*lock, files.lock);
  if (!same_lock && change_if_different(workspace::k_lock_file, workspace::serialize_lock(files.lock))) {
    files.others.emplace_back(workspace::k_lock_file);
  }
  return files;
}

FileSet file_set(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                 const queue::PatchDirectory& before, Keep keep) {
  return file_set(fork, commits, base, before, FileOptions{keep});
}

std::vector<workspace::RefMove> export_moves(Fork& fork, const git::Oid& tip, const workspace::ExportRecord& record) {
  std::vector<workspace::RefMove> moves = record_moves(fork, record);
  moves.push_back({k_exported_ref, fork.exported_or_zero(), tip});
  return moves;
}

std::string patch_path(const Fork& fork, const std::string& name) {
  return (std::filesystem::path(fork.config().patches_dir) / name).generic_string();
}

std::vector<std::string> paths_written(const Fork& fork, const FileSet& files) {
  std::vector<std::string> paths;
  paths.reserve(files.written.size() + files.others.size());
  for (const std::string& name : files.written) paths.push_back(patch_path(fork, name));
  paths.insert(paths.end(), files.others.begin(), files.others.end());
  return paths;
}

report::Audit audit(Fork& fork, const FileSet& files, const queue::PatchDirectory& before,
                    const DroppedPatches& dropped, const git::Oid& tree) {
  report::Audit result;
  result.in = before.patches.size();
  for (const queue::ExportedPatch& patch : files.patches) {
    const auto old = std::find_if(before.patches.begin(), before.patches.end(),
                                  [&](const patch::Patch& known) { return known.name == file_of(patch); });
    // A file that only got another name is the same patch.
    const bool is_same = old != before.patches.end() &&
                         before.bytes[static_cast<std::size_t>(old - before.patches.begin())] == patch.bytes;
    ++(old == before.patches.end() ? result.added : is_same ? result.kept : result.changed);
  }
  for (const std::string& name : files.removed) {
    if (files.renamed.contains(name)) continue;
    if (const auto upstreamed = dropped.upstreamed.find(name); upstreamed != dropped.upstreamed.end()) {
      result.upstreamed.push_back({name, upstreamed->second});
    } else {
      const auto other = dropped.others.find(name);
      result.dropped.push_back({name, other != dropped.others.end() ? other->second : "no longer in the branch"});
    }
  }

  const std::vector<patch::Patch> written = patches_in(fork, files.patches);
  queue::ApplyPolicy text_only;
  text_only.three_way = queue::ApplyPolicy::ThreeWay::never;
  git::Oid reached = fork.store().tree_of(files.lock.base);
  for (const patch::Patch& patch : written) {
    auto outcome = queue::apply_to_tree(fork.store(), patch, reached, text_only);
    if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
      throw queue::failure_as_error(*failure).doing(
          "checking that the new patch files give the branch (nothing was written)");
    }
    reached = std::get<queue::AppliedPatch>(outcome).tree;
  }
  if (reached != tree) {
    throw Error(fmt::format("the new patch files would give tree {}, the branch has {}", reached.hex(), tree.hex()))
        .doing("checking that the new patch files give the branch (nothing was written)")
        .hint("this is a bug in mlxpatch: please report it and attach the patch files");
  }
  result.tree = reached.hex();
  return result;
}

void refuse_shrinking(const FileSet& files, const queue::PatchDirectory& before, const DroppedPatches& dropped,
                      const std::string& override_command) {
  std::vector<std::string> lost;
  for (const std::string& name : files.removed) {
    const bool has_reason = dropped.upstreamed.contains(name) || dropped.others.contains(name);
    if (!has_reason && !files.renamed.contains(name)) lost.push_back(name);
  }
  if (lost.empty() || (lost.size() * 2 <= before.patches.size())) return;
  Error error(fmt::format("{} of {} patch files would be removed, because the branch no longer has {}", lost.size(),
                          before.patches.size(), lost.size() == 1 ? "it" : "them"));
  error.doing("writing the patch files from the branch (nothing was changed)");
  for (const std::string& name : lost) error.at(name);
  error.hint("mlxpatch status            compare branch and files");
  error.hint(fmt::format("{:<25}  remove them anyway", override_command));
  throw error;
}

report::Drift drift_between(const FileSet& files, const queue::PatchDirectory& before, const Project& project,
                            const git::Oid& base) {
  report::Drift drift;
  drift.base_moved = project.lock && project.lock->base != base;
  std::vector<std::string> in_branch;
  std::vector<std::string> in_files;
  const auto is_known = [&](const std::string& name) {
    return std::any_of(before.patches.begin(), before.patches.end(),
                       [&](const patch::Patch& patch) { return patch.name == name; });
  };
  // A bare diff has its message and author in the lock.
  const auto is_reworded = [&](const std::string& name) {
    const auto entry = std::ranges::find(files.lock.patches, name, &workspace::Lock::Patch::file);
    return project.lock && entry != files.lock.patches.end() && !has_entry_of(*project.lock, *entry);
  };
  for (const queue::ExportedPatch& patch : files.patches) {
    if (!is_known(file_of(patch))) {
      drift.only_in_branch.push_back(patch.subject);
      continue;
    }
    in_branch.push_back(file_of(patch));
    if (contains(files.written, patch.name) || is_reworded(patch.name)) drift.changed.push_back(file_of(patch));
  }
  for (const std::string& name : files.removed) {
    if (!files.renamed.contains(name)) drift.only_in_files.push_back(name);
  }
  for (const patch::Patch& patch : before.patches) {
    if (!contains(drift.only_in_files, patch.name)) in_files.push_back(patch.name);
  }
  drift.reordered = in_branch != in_files;
  if (!drift.is_about_patches()) drift.stale = files.others;
  return drift;
}

bool files_are_as_exported(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory,
                           const report::Drift& drift) {
  if (!drift.is_about_patches()) return true;
  const auto exported = git::ref_target(fork.repository(), k_exported_ref);
  if (!exported || *exported == queue.tip) return false;
  const BranchQueue agreed = branch_queue(fork, *exported);
  const FileSet then = file_set(fork, agreed.commits, agreed.base, patch_directory, Keep::old_bytes);
  return !drift_between(then, patch_directory, fork.project(), agreed.base).is_about_patches();
}

}  // namespace mlxpatch::ops
