#include <mlxpatch/ops/exchange/import.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/worktree/file_moves.hpp>

#include "exchange/foreign_patches.hpp"
#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

using Files = std::vector<ForeignPatches::File>;

constexpr std::string_view k_doing = "importing patches (nothing was changed)";

/// Names a patch that has no name of its own as `regen` would: by its position and its subject.
void give_number(ForeignPatches::File& file, std::size_t position) {
  file.name = fmt::format("{:04}-{}", position, file.name);
  file.patch.name = file.name;
}

/// Leaves out patches that the queue already has, byte for byte, and reports them. Throws Error if the queue has a
/// different patch of the same name.
ForeignPatches without_known(const Project& project, ForeignPatches foreign, report::Import& result) {
  const queue::PatchDirectory patch_directory = read_project_patches(project);
  std::vector<std::size_t> positions;  // of each patch among those that are imported
  Files fresh;
  for (ForeignPatches::File& file : foreign.files) {
    positions.push_back(fresh.size());
    if (file.named_by == ForeignPatches::NamedBy::subject) {
      const auto same = std::find(patch_directory.bytes.begin(), patch_directory.bytes.end(), file.bytes);
      if (same != patch_directory.bytes.end()) {
        const auto index = static_cast<std::size_t>(same - patch_directory.bytes.begin());
        result.left_out.push_back(
            {file.name, fmt::format("the queue has it as {}", patch_directory.patches[index].name)});
        continue;
      }
      if (project.config.patches_numbered) give_number(file, patch_directory.patches.size() + fresh.size() + 1);
    }
    const auto has_name = [&](const ForeignPatches::File& other) { return other.name == file.name; };
    if (std::any_of(fresh.begin(), fresh.end(), has_name)) {
      throw Error(fmt::format("two of the patches would be called {}", file.name))
          .doing(std::string(k_doing))
          .hint("import them one at a time, or rename one");
    }
    const fs::path path = project.config.patches_path() / file.name;
    const std::optional<std::string> known = read_file_if_exists(path);
    const auto is_listed =
        std::ranges::find(patch_directory.patches, file.name, &patch::Patch::name) != patch_directory.patches.end();
    // One that no list names yet is what a killed import left.
    if (known == file.bytes && is_listed) {
      result.left_out.push_back({file.name, "the queue has this file"});
      continue;
    }
    if (known && known != file.bytes) {
      throw Error(fmt::format("{} already exists in the patch directory, with different content", file.name))
          .doing(std::string(k_doing))
          .at(path.string())
          .hint("rename one of the two, then import again");
    }
    fresh.push_back(std::move(file));
  }
  positions.push_back(fresh.size());
  for (patch::Series::Remark& remark : foreign.remarks) remark.before = positions[remark.before];
  foreign.files = std::move(fresh);
  return foreign;
}

/// The queue's patch directory with the foreign patches at the end.
queue::PatchDirectory extended(queue::PatchDirectory patch_directory, const ForeignPatches& foreign) {
  for (const patch::Series::Remark& remark : foreign.remarks) {
    patch_directory.series.remarks.push_back({patch_directory.series.entries.size() + remark.before, remark.line});
  }
  for (const ForeignPatches::File& file : foreign.files) {
    // A series can't say --directory: such a patch is written anew, with the paths that it has.
    const bool keeps_bytes = file.patch.directory.empty();
    patch_directory.series.entries.push_back({file.name, keeps_bytes ? file.strip : std::nullopt});
    if (!keeps_bytes) continue;
    patch_directory.patches.push_back(file.patch);
    patch_directory.bytes.push_back(file.bytes);
  }
  return patch_directory;
}

report::Patch patch_line(const patch::Patch& patch, std::size_t index) {
  report::Patch line;
  line.index = index;
  line.name = patch.name;
  line.subject = patch.message.substr(0, patch.message.find('\n'));
  line.notes = patch.notes;
  return line;
}

/// Without a checkout no patch can be applied yet; setup will do that. The list is written last, because it is what
/// adds the files to the queue.
void write_files(const Project& project, const ForeignPatches& foreign, report::Import& result,
                 report::Reporter& reporter) {
  const fs::path directory = project.config.patches_path();
  const queue::PatchDirectory before = read_project_patches(project);
  const queue::PatchDirectory after = extended(before, foreign);
  std::vector<worktree::FileWrite> files;
  files.reserve(foreign.files.size() + 1);
  for (const ForeignPatches::File& file : foreign.files) {
    files.push_back({file.name, file.bytes});
    result.patches.push_back(patch_line(file.patch, before.patches.size() + result.patches.size() + 1));
    result.written.push_back(project.config.patches_dir + "/" + file.name);
  }
  files.push_back({after.list, patch::write_series(after.series)});
  fs::create_directories(directory);
  if (!worktree::write_files(directory, std::move(files))) warn_left_behind("import", "temporary files", reporter);
  result.written.push_back(project.config.patches_dir + "/" + after.list);
  result.next.push_back(report::NextStep::Kind::set_up_imported);
}

/// Throws Error if branch and files differ: manual edits of the files would be lost.
void require_files_as_branch(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory) {
  const FileSet files = file_set(fork, queue.commits, queue.base, patch_directory, Keep::old_bytes);
  if (!drift_between(files, patch_directory, fork.project(), queue.base).is_about_patches()) return;
  throw Error("the branch and the patch files differ")
      .doing(std::string(k_doing))
      .hint("mlxpatch status     compare them")
      .hint("mlxpatch regen      write the files from the branch, then import again");
}

/// Commits the patches on the branch's tip. What the branch has already is left out, and reported.
queue::CommittedQueue commit_on_branch(Fork& fork, const BranchQueue& queue, ForeignPatches& foreign,
                                       report::Import& result) {
  queue::CommittedQueue all;
  all.tip = queue.tip;
  const queue::CommitDefaults defaults = commit_defaults(fork);
  std::vector<std::size_t> positions;  // of each patch among those that are kept
  Files kept;
  for (ForeignPatches::File& file : foreign.files) {
    positions.push_back(kept.size());
    auto outcome = queue::commit_patches(fork.store(), {file.patch}, all.tip, defaults);
    if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
      throw queue::failure_as_error(*failure)
          .doing(std::string(k_doing))
          .hint(
              fmt::format("mlxpatch am --repo {} --stop-at-conflict FILE     apply it by hand, then run mlxpatch regen",
                          fork.directory().empty() ? "." : shell_word(fork.directory())));
    }
    auto& added = std::get<queue::CommittedQueue>(outcome);
    if (!file.patch.files.empty() && fork.store().tree_of(added.tip) == fork.store().tree_of(all.tip)) {
      result.left_out.push_back({file.name, "the branch has its change already"});
      continue;
    }
    if (!file.strip && added.strips.front() != 1) file.strip = added.strips.front();
    all.tip = added.tip;
    all.commits.push_back(added.tip);
    all.notes.insert(all.notes.end(), added.notes.begin(), added.notes.end());
    kept.push_back(std::move(file));
  }
  positions.push_back(kept.size());
  for (patch::Series::Remark& remark : foreign.remarks) remark.before = positions[remark.before];
  foreign.files = std::move(kept);
  return all;
}

Publication publication_of(Fork& fork, const BranchQueue& queue, const git::Oid& tip, FileSet files) {
  Publication publication;
  publication.command = "import";
  publication.summary = fmt::format("{} in the queue", count_of(files.patches.size(), "patch", "patches"));
  publication.refs = export_moves(fork, tip, files.record);
  publication.refs.push_back({fork.branch_ref(), queue.tip, tip});
  publication.tree_before = fork.store().tree_of(queue.tip);
  publication.tree_after = fork.store().tree_of(tip);
  publication.files = std::move(files.changes);
  return publication;
}

void append_to_branch(Fork& fork, ForeignPatches foreign, report::Import& result, report::Reporter& reporter) {
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  if (queue.linearized) {
    throw Error("the branch has merges")
        .doing(std::string(k_doing))
        .hint("mlxpatch regen     linearize it, then import again");
  }
  const queue::PatchDirectory before = read_project_patches(fork.project());
  require_files_as_branch(fork, queue, before);
  const queue::CommittedQueue added = commit_on_branch(fork, queue, foreign, result);
  if (added.commits.empty()) return;

  std::vector<git::Oid> commits = queue.commits;
  commits.insert(commits.end(), added.commits.begin(), added.commits.end());
  const queue::PatchDirectory after = extended(before, foreign);
  FileSet files = file_set(fork, commits, queue.base, after, Keep::old_bytes);
  // file_set() takes the new list for the one on disk, so it has to be added here.
  const std::string list = (fs::path(fork.config().patches_dir) / after.list).generic_string();
  if (files.changes.emplace(list, patch::write_series(after.series)).second) files.others.push_back(list);
  result.audit = audit(fork, files, before, {}, fork.store().tree_of(added.tip));
  result.written = paths_written(fork, files);
  result.branch = fork.config().checkout_branch;
  result.tip = added.tip.hex();
  for (std::size_t i = 0; i < added.commits.size(); ++i) {
    report::Patch line = patch_line(foreign.files[i].patch, queue.commits.size() + i + 1);
    const git::Commit commit = fork.store().commit(added.commits[i]);
    line.subject = commit.subject();
    line.commit = commit.id.hex();
    line.tree = commit.tree.hex();
    for (const queue::ApplyNote& note : added.notes) {
      if (note.patch == line.name) line.notes.push_back(note.text);
    }
    result.patches.push_back(std::move(line));
  }
  publish(fork.checkout(), publication_of(fork, queue, added.tip, std::move(files)), reporter);
  result.next.push_back(report::NextStep::Kind::status_at_tip);
}

}  // namespace

report::Import import_patches(const Invocation& invocation, const ImportOptions& options, report::Reporter& reporter) {
  const Project project = open_project(invocation);
  report::Import result;
  std::optional<Fork> fork;
  // Before anything of the project is compared: what a killed run left half done is settled first.
  if (has_checkout(project)) {
    fork.emplace(open_fork(project, Access::write, reporter));
  } else {
    remove_leftover_temporaries(project.config.patches_path());
  }
  const ForeignPatches foreign = without_known(project, read_foreign_patches(options), result);
  result.notes = foreign.notes;
  if (foreign.files.empty()) return result;
  if (!fork) {
    if (!options.paths.directory.empty()) {
      throw Error("--directory rewrites the patches, which takes the checkout")
          .doing(std::string(k_doing))
          .hint("mlxpatch setup     make the checkout, then import again");
    }
    write_files(project, foreign, result, reporter);
    return result;
  }
  refuse_while_under_way(*fork);
  require_on_branch(*fork);
  require_clean_tree(fork->checkout(), "");
  append_to_branch(*fork, foreign, result, reporter);
  return result;
}

}  // namespace mlxpatch::ops
