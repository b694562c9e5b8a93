#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace mlxpatch::ops {

enum class Network { use, avoid };

enum class Start { resume, fresh };

enum class Effect { real, dry_run };

enum class DirtyTree { refuse, autostash };

enum class Method { rebase, merge };

enum class KnownConflicts { stop, reuse };  ///< what an update does about those that have been resolved before

enum class Shrink { refuse, allow };  ///< whether a queue may lose more than half of its patch files

enum class Keep { old_bytes, rewrite };  ///< regen --full rewrites all

enum class Write { files, compare_only };

enum class Numbers { keep, renumber };  ///< in front of the names of patch files

/// Where the paths of a patch are, as `git apply` has it.
struct PatchPaths {
  std::optional<int> strip;  ///< -pN; otherwise the files that exist decide
  std::string directory;     ///< below which all paths are; empty: the root
};

/// Sizes above which a file is refused as no patch.
struct PatchLimits {
  std::size_t patch_mib = 64;
  std::size_t line_mib = 1;
};

}  // namespace mlxpatch::ops
