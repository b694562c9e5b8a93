#include <mlxpatch/ops/exchange/export.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

using Form = ExportOptions::Form;

/// How another tool expects its patches.
struct ExportProfile {
  report::ExportForm form;
  const char* name;
  const char* list;  ///< the file that lists the patches
  patch::MailStyle style;
  queue::ExportOptions::Renames renames;
  enum class Reader { git, patch } reader;  ///< patch(1) knows neither binary files nor submodules
};

ExportProfile profile_for(Form form) {
  using Renames = queue::ExportOptions::Renames;
  using FromLine = patch::MailStyle::FromLine;
  using Tag = patch::MailStyle::SubjectTag;
  switch (form) {
    case Form::quilt:
      return {report::ExportForm::quilt, "quilt", "series", {}, Renames::spell_out, ExportProfile::Reader::patch};
    case Form::gbp:
      return {report::ExportForm::gbp,     "gbp", "series", {FromLine::none, Tag::none}, Renames::spell_out,
              ExportProfile::Reader::patch};
    case Form::electron:
      return {report::ExportForm::electron, "electron",      ".patches",
              {FromLine::zeros, Tag::none}, Renames::follow, ExportProfile::Reader::git};
    case Form::mbox:
      return {report::ExportForm::mbox, "mbox", "", {}, Renames::follow, ExportProfile::Reader::git};
  }
  return {report::ExportForm::mbox, "mbox", "", {}, Renames::follow, ExportProfile::Reader::git};
}

bool is_beyond_patch(const patch::FilePatch& file) {
  return file.binary.has_value() || file.old_mode == git::Mode::submodule || file.new_mode == git::Mode::submodule;
}

/// Reads the patches back and refuses those that the tool can't express.
void refuse_what_patch_cannot(const std::vector<queue::ExportedPatch>& patches, const ExportProfile& profile) {
  std::vector<std::string> places;
  for (const queue::ExportedPatch& patch : patches) {
    for (const patch::Patch& read : patch::read_patches(patch.bytes, patch.name)) {
      for (const patch::FilePatch& file : read.files) {
        if (!is_beyond_patch(file)) continue;
        places.push_back(fmt::format("{}: {}", patch.name, file.new_path.empty() ? file.old_path : file.new_path));
      }
    }
  }
  if (places.empty()) return;
  Error error(fmt::format("the queue has binary files or submodules, which {} does not support", profile.name));
  for (const std::string& place : places) error.at(place);
  throw error.doing("exporting the queue (nothing was written)")
      .hint("mlxpatch export --as mbox -o FILE     git am supports them");
}

bool is_as_wanted(const fs::path& file, const std::string& name, const std::vector<worktree::FileWrite>& wanted) {
  const auto same = std::ranges::find(wanted, name, &worktree::FileWrite::path);
  return same != wanted.end() && fs::is_regular_file(fs::symlink_status(file)) && read_file(file) == same->content;
}

/// The names of the patches that an earlier export wrote to the directory. Throws Error if anything else is in it but
/// files that are as they are to be: those are of a run that was killed.
std::set<std::string> earlier_export(const fs::path& directory, const ExportProfile& profile,
                                     const std::vector<worktree::FileWrite>& wanted) {
  std::set<std::string> names;
  if (!fs::exists(directory)) return names;
  Error refusal(fmt::format("{} has files that are not from an earlier export", directory.string()));
  refusal.doing("exporting the queue (nothing was written)").hint("choose another directory, or empty this one");
  if (!fs::is_directory(directory)) throw refusal.at(directory.string());
  if (const auto list = read_file_if_exists(directory / profile.list)) {
    for (const patch::SeriesEntry& entry : patch::read_series(*list, (directory / profile.list).string()).entries) {
      names.insert(entry.name);
    }
  }
  // Of a run that was killed.
  remove_leftover_temporaries(directory);
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().lexically_relative(directory).generic_string();
    const bool is_ours = entry.is_directory() || name == profile.list || names.contains(name) ||
                         is_as_wanted(entry.path(), name, wanted);
    if (!is_ours) throw refusal.at(entry.path().string());
  }
  return names;
}

/// The list comes after the files that it names, and before those go that it names no more: at any moment it can be
/// used.
void write_directory(Fork& fork, const fs::path& directory, const std::vector<queue::ExportedPatch>& patches,
                     const ExportProfile& profile, report::Export& result) {
  std::vector<worktree::FileWrite> files;
  files.reserve(patches.size() + 1);
  patch::Series series;
  for (const queue::ExportedPatch& patch : patches) {
    files.push_back({patch.name, patch.bytes});
    series.entries.push_back({patch.name, {}});
    result.written.push_back((directory / patch.name).string());
  }
  std::set<std::string> old = earlier_export(directory, profile, files);
  for (const queue::ExportedPatch& patch : patches) old.erase(patch.name);
  files.push_back({profile.list, patch::write_series(series)});
  result.written.push_back((directory / profile.list).string());
  for (const std::string& name : old) {
    files.push_back({name, std::nullopt});
    result.removed.push_back((directory / name).string());
  }
  const bool is_new = !fs::exists(directory);
  fs::create_directories(directory);
  try {
    worktree::write_files(directory, std::move(files), worktree::temporaries_directory(fork.repository()));
  } catch (const Error&) {
    std::error_code not_empty;
    if (is_new) fs::remove(directory, not_empty);
    throw;
  }
}

}  // namespace

report::Export export_patches(const Invocation& invocation, const ExportOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const ExportProfile profile = profile_for(options.form);
  queue::ExportOptions form = export_options(fork.config());
  form.format = queue::PatchFormat::mbox;
  form.style = profile.style;
  form.renames = profile.renames;
  const std::vector<queue::ExportedPatch> patches = queue::export_commits(fork.store(), queue.commits, form);
  fork.store().discard();
  if (profile.reader == ExportProfile::Reader::patch) refuse_what_patch_cannot(patches, profile);

  report::Export result;
  result.form = profile.form;
  result.output = options.output.string();
  if (options.form == Form::mbox) {
    std::string mbox;
    for (const queue::ExportedPatch& patch : patches) mbox += patch.bytes;
    write_output_file(options.output, mbox);
    result.written.push_back(options.output.string());
  } else {
    write_directory(fork, options.output, patches, profile, result);
  }
  return result;
}

}  // namespace mlxpatch::ops
