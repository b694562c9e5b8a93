#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// How the files of a queue are written.
enum class PatchFormat { mbox, diff };

/// A patch folder as read: the series and its patches in order, with their bytes.
struct PatchFolder {
  patch::Series series;
  std::vector<patch::Patch> patches;  ///< one for each series entry
  std::vector<std::string> bytes;     ///< likewise: the file as it stands
  std::string list = "series";        ///< the file that names the patches; ".patches" where the folder has that alone
};

/// Reads `series`, else Electron's `.patches`, and the patches that it names; without either all *.patch and *.diff
/// files in the order of their names. A folder that does not exist is an empty queue. Throws Error.
PatchFolder read_folder(const std::filesystem::path& directory, const patch::ReadOptions& limits = {});

}  // namespace mlxpatch::queue
