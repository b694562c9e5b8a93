#pragma once

#include "merge_draft.hpp"

namespace mlxpatch::merge {

/// A path can't be a file and a directory: where the draft has both, moves the file aside, to a name that says whose it
/// is, and reports a conflict. For the end of a merge.
void make_way_for_directories(MergeDraft& draft);

}  // namespace mlxpatch::merge
