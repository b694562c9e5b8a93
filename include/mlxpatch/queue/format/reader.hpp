#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/queue/patch.hpp>

namespace mlxpatch::queue {

struct ReadOptions {
  std::size_t max_patch_bytes = std::size_t{64} << 20U;
  std::size_t max_line_bytes = std::size_t{1} << 20U;
  int strip = 1;                  ///< -pN for plain diffs; git diffs name it themselves
  bool keep_subject_tags = true;  ///< as `git am --keep-non-patch`: only [PATCH ...] is taken off a subject
};

/// Reads one patch file or an mbox: format-patch mails, `git diff`/`git show` output, plain unified diffs, DEP-3
/// headers. An mbox gives several patches, anything else one. Pure; keeps no reference to `bytes`. Throws Error naming
/// `name`, the line and what was expected; nothing is skipped silently.
std::vector<Patch> read_patches(std::string_view bytes, std::string_view name, const ReadOptions& options = {});

}  // namespace mlxpatch::queue
