#pragma once

#include <cstddef>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// What the text in front of a diff begins as.
enum class PreambleKind { mail, git_show, hg_export, stgit_export, dep3, text };

struct Preamble {
  PreambleKind kind = PreambleKind::text;
  std::size_t start = 0;  ///< the index of its first line; other text may stand above
};

/// Finds out what the lines at the cursor are, up to the diff. Words of a packager, blank lines and left-over conflict
/// markers may stand above a mail's header, a `git show` or an `hg export`.
Preamble find_preamble(const Cursor& cursor);

/// Throws Error if the text begins as a mail whose header is indented: as mere text it would lose author and date.
void refuse_indented_header(Cursor cursor);

}  // namespace mlxpatch::patch
