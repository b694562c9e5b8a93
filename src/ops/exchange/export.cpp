#include <mlxpatch/ops/exchange/export.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/patch/format/mail_writer.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/workspace/state_directory.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "publish/publish.hpp"
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

/// What earlier exports have written. A file may be replaced or removed only if it is still as one of them wrote it:
/// its directory may be somebody's own, and an export has no undo.
class EarlierExports {
 public:
  explicit EarlierExports(const workspace::StateDirectory& state) : m_state(state), m_files(state.exported_files()) {}

  bool has(const fs::path& file) const {
    const auto known = m_files.find(full(file));
    return known != m_files.end() && fs::is_regular_file(fs::symlink_status(file)) &&
           git::hash_object(git::ObjectType::blob, read_file(file)) == known->second;
  }
  /// Of those that were written to the directory, the ones that are still there.
  std::vector<std::string> names_in(const fs::path& directory) const {
    const std::string prefix = full(directory) + "/";
    std::vector<std::string> names;
    for (auto known = m_files.lower_bound(prefix); known != m_files.end() && known->first.starts_with(prefix);
         ++known) {
      const fs::file_status status = fs::symlink_status(known->first);
      if (fs::exists(status)) names.push_back(known->first.substr(prefix.size()));
    }
    return names;
  }
  void note(const fs::path& file, const std::optional<std::string>& content) {
    if (content) {
      m_files[full(file)] = git::hash_object(git::ObjectType::blob, *content);
    } else {
      m_files.erase(full(file));
    }
  }
  /// What can't be noted is refused by the next export, as somebody else's.
  void save() const {
    try {
      m_state.set_exported_files(m_files);
    } catch (const Error& error) {
      trace(fmt::format("the export is not noted: {}", error.what()));
    }
  }

 private:
  static std::string full(const fs::path& file) {
    std::error_code unknown;
    return fs::weakly_canonical(fs::absolute(file), unknown).string();
  }

  const workspace::StateDirectory& m_state;
  std::map<std::string, git::Oid> m_files;
};

/// `other` is what is in the way: the output itself, or a file in it.
Error refusal(const fs::path& output, const fs::path& other) {
  Error error(other == output ? fmt::format("{} is not from an earlier export, or was changed since", output.string())
                              : fmt::format("{} has files that are not from an earlier export, or were changed since",
                                            output.string()));
  error.doing("exporting the queue (nothing was written)").at(other.string());
  return error.hint("choose another place, or move away what is there");
}

/// Throws Error if anything else is in the directory than what earlier exports wrote, and files that are as they are to
/// be: those are of a run that was killed.
void refuse_other_files(const fs::path& directory, const EarlierExports& earlier,
                        const std::vector<worktree::FileWrite>& wanted) {
  if (!fs::exists(directory)) return;
  if (!fs::is_directory(directory)) throw refusal(directory, directory);
  // Of a run that was killed.
  remove_leftover_temporaries(directory);
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    const std::string name = entry.path().lexically_relative(directory).generic_string();
    const auto same = std::ranges::find(wanted, name, &worktree::FileWrite::path);
    const bool is_as_wanted =
        same != wanted.end() && fs::is_regular_file(entry.symlink_status()) && read_file(entry.path()) == same->content;
    if (!is_as_wanted && !earlier.has(entry.path())) throw refusal(directory, entry.path());
  }
}

/// The list comes after the files that it names, and before those go that it names no more: at any moment it can be
/// used. Returns whether no temporary file is left.
bool write_directory(Fork& fork, const fs::path& directory, const std::vector<queue::ExportedPatch>& patches,
                     const ExportProfile& profile, report::Export& result) {
  std::vector<worktree::FileWrite> files;
  files.reserve(patches.size() + 1);
  patch::Series series;
  for (const queue::ExportedPatch& patch : patches) {
    files.push_back({patch.name, patch.bytes});
    series.entries.push_back({patch.name, {}});
    result.written.push_back((directory / patch.name).string());
  }
  files.push_back({profile.list, patch::write_series(series)});
  result.written.push_back((directory / profile.list).string());
  EarlierExports earlier(fork.state());
  refuse_other_files(directory, earlier, files);
  for (const std::string& name : earlier.names_in(directory)) {
    if (std::ranges::find(files, name, &worktree::FileWrite::path) != files.end()) continue;
    files.push_back({name, std::nullopt});
    result.removed.push_back((directory / name).string());
  }
  const bool is_new = !fs::exists(directory);
  fs::create_directories(directory);
  for (const worktree::FileWrite& file : files) earlier.note(directory / file.path, file.content);
  bool is_clean = false;
  try {
    is_clean = worktree::write_files(directory, std::move(files), worktree::temporaries_directory(fork.repository()));
  } catch (const Error&) {
    std::error_code not_empty;
    if (is_new) fs::remove(directory, not_empty);
    throw;
  }
  earlier.save();
  return is_clean;
}

void write_mbox(Fork& fork, const fs::path& file, const std::vector<queue::ExportedPatch>& patches) {
  std::string mbox;
  for (const queue::ExportedPatch& patch : patches) mbox += patch.bytes;
  EarlierExports earlier(fork.state());
  const bool is_stream = fs::exists(file) && !fs::is_regular_file(file) && !fs::is_directory(file);
  if (fs::exists(file) && !is_stream && !earlier.has(file) && (fs::is_directory(file) || read_file(file) != mbox)) {
    throw refusal(file, file);
  }
  if (is_stream) return write_output_file(file, mbox);
  write_file(file, mbox);
  earlier.note(file, mbox);
  earlier.save();
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
    write_mbox(fork, options.output, patches);
    result.written.push_back(options.output.string());
  } else {
    const bool is_clean = write_directory(fork, options.output, patches, profile, result);
    if (!is_clean) warn_left_behind("export", "temporary files", reporter);
  }
  return result;
}

}  // namespace mlxpatch::ops
