#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/patch/format/series.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::ops {

/// Patches from elsewhere, ready for the queue's directory: one file per patch, with names that a series can list.
struct ForeignPatches {
  /// Whether a file kept its own name or is named by its patch's subject.
  enum class NamedBy { source, subject };
  struct File {
    std::string name;
    NamedBy named_by = NamedBy::source;
    std::string bytes;
    std::optional<int> strip;  ///< the -pN for its series entry
    patch::Patch patch;
  };
  std::vector<File> files;
  std::vector<patch::Series::Remark> remarks;  ///< of its list; `before` is an index into `files`
  std::vector<std::string> notes;
};

/// Reads the sources of the options. Throws Error if one is not a patch, or if there are no patches at all.
ForeignPatches read_foreign_patches(const ImportOptions& options);

}  // namespace mlxpatch::ops
