#include <mlxpatch/ops/exchange/export.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <system_error>
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

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

namespace fs = std::filesystem;

using Form = ExportOptions::Form;

/// What another tool wants to have.
struct Wish {
  report::ExportForm form;
  const char* name;
  const char* list;  ///< the file that names the patches
  patch::MailStyle style;
  queue::ExportOptions::Renames renames;
  enum class Reader { git, patch } reader;  ///< patch(1) knows neither binary files nor submodules
};

Wish wish_of(Form form) {
  using Renames = queue::ExportOptions::Renames;
  using FromLine = patch::MailStyle::FromLine;
  using Tag = patch::MailStyle::SubjectTag;
  switch (form) {
    case Form::quilt:
      return {report::ExportForm::quilt, "quilt", "series", {}, Renames::spell_out, Wish::Reader::patch};
    case Form::gbp:
      return {report::ExportForm::gbp, "gbp", "series", {FromLine::none, Tag::none}, Renames::spell_out,
              Wish::Reader::patch};
    case Form::electron:
      return {report::ExportForm::electron, "electron",      ".patches",
              {FromLine::zeros, Tag::none}, Renames::follow, Wish::Reader::git};
    case Form::mbox:
      return {report::ExportForm::mbox, "mbox", "", {}, Renames::follow, Wish::Reader::git};
  }
  return {report::ExportForm::mbox, "mbox", "", {}, Renames::follow, Wish::Reader::git};
}

bool is_beyond_patch(const patch::FilePatch& file) {
  return file.binary.has_value() || file.old_mode == git::Mode::submodule || file.new_mode == git::Mode::submodule;
}

/// All of it is read back: what can't be told to the tool is refused, and named.
void refuse_what_patch_cannot(const std::vector<queue::ExportedPatch>& patches, const Wish& wish) {
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
  Error error(fmt::format("the queue has binary files or submodules, which {} can't take", wish.name));
  for (const std::string& place : places) error.at(place);
  throw error.doing("exporting the queue (nothing was written)")
      .hint("mlxpatch export --as mbox -o FILE     git am takes them");
}

/// The patches of an earlier export into the folder; anything else there is somebody's.
std::set<std::string> earlier_export(const fs::path& folder, const Wish& wish) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  Error refusal(fmt::format("{} holds something that is no earlier export", folder.string()));
  refusal.doing("exporting the queue (nothing was written)").hint("name another folder, or empty this one");
  if (!fs::is_directory(folder)) throw refusal.at(folder.string());
  if (const auto list = read_file_if_exists(folder / wish.list)) {
    for (const patch::SeriesEntry& entry : patch::read_series(*list, (folder / wish.list).string()).entries) {
      names.insert(entry.name);
    }
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    const bool is_foreign = !entry.is_directory() && name != wish.list && !names.contains(name);
    if (is_foreign) throw refusal.at(entry.path().string());
  }
  return names;
}

void write_folder(const fs::path& folder, const std::vector<queue::ExportedPatch>& patches, const Wish& wish,
                  report::Export& result) {
  std::set<std::string> old = earlier_export(folder, wish);
  patch::Series series;
  for (const queue::ExportedPatch& patch : patches) {
    fs::create_directories((folder / patch.name).parent_path());
    write_file(folder / patch.name, patch.bytes);
    series.entries.push_back({patch.name, 1});
    result.written.push_back((folder / patch.name).string());
    old.erase(patch.name);
  }
  fs::create_directories(folder);
  write_file(folder / wish.list, patch::write_series(series));
  result.written.push_back((folder / wish.list).string());
  for (const std::string& name : old) {
    std::error_code gone_already;
    if (fs::remove(folder / name, gone_already)) result.removed.push_back((folder / name).string());
  }
}

}  // namespace

report::Export export_patches(const Invocation& invocation, const ExportOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const Wish wish = wish_of(options.form);
  queue::ExportOptions form = export_options(fork.config());
  form.format = queue::PatchFormat::mbox;
  form.style = wish.style;
  form.renames = wish.renames;
  const std::vector<queue::ExportedPatch> patches = queue::export_commits(fork.store(), queue.commits, form);
  fork.store().discard();
  if (wish.reader == Wish::Reader::patch) refuse_what_patch_cannot(patches, wish);

  report::Export result;
  result.form = wish.form;
  result.output = options.output.string();
  if (options.form == Form::mbox) {
    std::string mbox;
    for (const queue::ExportedPatch& patch : patches) mbox += patch.bytes;
    write_output_file(options.output, mbox);
    result.written.push_back(options.output.string());
  } else {
    write_folder(options.output, patches, wish, result);
  }
  return result;
}

}  // namespace mlxpatch::ops
