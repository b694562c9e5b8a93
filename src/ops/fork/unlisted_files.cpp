#include "fork/unlisted_files.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/export_record.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"

namespace mlxpatch::ops {

void refuse_unlisted_files(Fork& fork, const FileSet& files, const queue::PatchDirectory& before) {
  const workspace::ExportRecord record = export_record(fork);
  for (const std::string& name : files.written) {
    const bool is_listed =
        std::ranges::find(before.series.entries, name, &patch::SeriesEntry::name) != before.series.entries.end();
    const bool is_recorded =
        std::ranges::find(record.patches, name, &workspace::ExportRecord::Patch::name) != record.patches.end();
    const std::filesystem::path file = fork.config().patches_path() / name;
    if (is_listed || is_recorded || !std::filesystem::exists(std::filesystem::symlink_status(file))) continue;
    const std::string shown = fork.project().shown(patch_path(fork, name));
    std::string free = name + ".mine";
    for (int number = 2; std::filesystem::exists(fork.config().patches_path() / free); ++number) {
      free = fmt::format("{}.mine-{}", name, number);
    }
    throw Error(fmt::format("{} would be overwritten, and {} does not list it", shown, before.list))
        .doing("writing the patch files from the branch (nothing was changed)")
        .at(file.string())
        .hint(fmt::format("mv {} {}     keep it under another name, then run the same command again", shell_word(shown),
                          shell_word(fork.project().shown(patch_path(fork, free)))));
  }
}

}  // namespace mlxpatch::ops
