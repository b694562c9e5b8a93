#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::ops {

/// Patches from elsewhere, ready to stand in the queue's folder: one file a patch, with names that a series can hold.
struct ForeignPatches {
  /// Whether a file brought its name or got one from its patch's subject.
  enum class NamedBy { source, subject };
  struct File {
    std::string name;
    NamedBy named_by = NamedBy::source;
    std::string bytes;
    int strip = 1;
    patch::Patch patch;
  };
  std::vector<File> files;
  std::vector<patch::Series::Remark> remarks;  ///< of its list; `before` counts in `files`
  std::vector<std::string> notes;
};

/// Reads what the options name. Throws Error where something is no patch, or where there is none at all.
ForeignPatches read_foreign_patches(const ImportOptions& options);

}  // namespace mlxpatch::ops
