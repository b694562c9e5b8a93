#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// How the files of a queue are written.
enum class PatchFormat { mbox, diff };

/// The content of a patch directory: the series and its patches in order, with their bytes.
struct PatchDirectory {
  patch::Series series;
  std::vector<patch::Patch> patches;  ///< one for each series entry
  std::vector<std::string> bytes;     ///< likewise: the whole file
  std::string list = "series";        ///< the file that lists the patches; ".patches" if only that exists
};

/// Reads `series`, or else Electron's `.patches`, and the patches that it lists; without either, all *.patch and *.diff
/// files in the order of their names. A directory that does not exist is an empty queue. Throws Error if a file is
/// missing or does not hold exactly one patch.
PatchDirectory read_patch_directory(const std::filesystem::path& directory, const patch::ReadOptions& limits = {});

}  // namespace mlxpatch::queue
