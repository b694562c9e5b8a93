#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// The paths that the names of one file have at a strip level.
struct FilePaths {
  std::string old_path;  ///< empty for create
  std::string new_path;  ///< empty for remove
};

/// The paths of a file at `strip` (-pN), below `directory`. Both names of a file must mean the same path: apart from
/// what -pN strips they may differ by the suffix of a copy (".orig", "~") and by a prefix like "../name/" on one side.
/// Returns std::nullopt if they do not, or if nothing is left of a name.
std::optional<FilePaths> paths_at(const FilePatch& file, int strip, const std::string& directory);

/// The levels at which all files have paths, the one that the names show or suggest first; then 1, 0 and deeper ones.
std::vector<int> possible_strips(const std::vector<FilePatch>& files);

/// The level that the names suggest, whatever exists: the first of possible_strips(); 1 if there is none.
int suggested_strip(const std::vector<FilePatch>& files);

/// The level that the names show: the smallest at which both names of each file are the same, apart from a suffix at
/// their end: 1 for "a/x" and "b/x". 0 if it is not shown, because names are whole or given on one side only.
int shown_strip(const std::vector<FilePatch>& files);

/// The patch as if it had been read with this level; std::nullopt if the reader would refuse it then.
std::optional<Patch> with_strip(const Patch& patch, int strip);

}  // namespace mlxpatch::patch
