#pragma once

#include <filesystem>
#include <functional>
#include <optional>
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
  bool has_list = false;                    ///< whether that file exists
  std::optional<std::string> list_bytes;    ///< the whole of it
  bool list_is_stale = false;               ///< whether that file does not say what `series` says
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

/// The files of a patch directory that is not on disk, but in a commit for example.
struct PatchFiles {
  std::string directory;           ///< as messages call it: "v1.2:patches"
  std::vector<std::string> names;  ///< relative to it: "series", "sub/a.patch"
  /// The bytes of a file of one of these names.
  std::function<std::string(const std::string& name)> read;
};

/// Reads such files in the same way.
PatchDirectory read_patch_files(const PatchFiles& files, const patch::ReadOptions& options = {},
                                OnUnreadable on_unreadable = OnUnreadable::refuse);

/// One Error for files that cannot be read, of which there must be at least one.
Error unreadable_as_error(const std::vector<UnreadablePatch>& files);

/// Whether the directory's list, if it has one, can be read, and every file that it lists exists.
bool has_sound_list(const std::filesystem::path& directory);

/// What the patches of a queue are known to be, whatever the list on disk says.
struct KnownList {
  std::string list;                    ///< the file that listed them; empty if there was none
  std::vector<std::string> names;      ///< in the order of the queue
  std::vector<std::string> no_longer;  ///< of patches that the queue has no longer; only a damaged list gets these
};

struct RepairedDirectory {
  PatchDirectory directory;
  std::vector<std::string> notes;  ///< what is wrong with the list, one line each
};

/// Like read_patch_directory(), but a list that is damaged, missing, or names files that do not exist is read as far as
/// possible, and completed with the known names that have a file. A file that does not hold exactly one patch is left
/// out.
RepairedDirectory repair_patch_directory(const std::filesystem::path& directory, const KnownList& known);

}  // namespace mlxpatch::queue
