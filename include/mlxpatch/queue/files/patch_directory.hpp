#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// How the files of a queue are written.
enum class PatchFormat { mbox, diff };

/// A file that cannot be read as a patch, and why.
struct UnreadablePatch {
  std::string name;
  Error error;
};

/// The content of a patch directory: the series and its patches in order, with their bytes.
struct PatchDirectory {
  patch::Series series;
  std::vector<patch::Patch> patches;        ///< one for each series entry
  std::vector<std::string> bytes;           ///< likewise: the whole file
  std::string list = "series";              ///< the file that lists the patches; ".patches" if only that exists
  std::vector<UnreadablePatch> unreadable;  ///< left out of all the others
};

/// What happens to a patch file that cannot be read.
enum class OnUnreadable { refuse, leave_out };

/// Reads `series`, or else Electron's `.patches`, and the patches that it lists; without either, all *.patch and *.diff
/// files in the order of their names. A directory that does not exist is an empty queue. A file that is missing or does
/// not hold exactly one patch is left out, or an Error is thrown that names all of them. A -pN of the series counts
/// more than that of `options`.
PatchDirectory read_patch_directory(const std::filesystem::path& directory, const patch::ReadOptions& options = {},
                                    OnUnreadable on_unreadable = OnUnreadable::refuse);

/// One Error for files that cannot be read, of which there must be at least one.
Error unreadable_as_error(const std::vector<UnreadablePatch>& files);

}  // namespace mlxpatch::queue
