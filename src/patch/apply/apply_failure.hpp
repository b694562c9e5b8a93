#pragma once

#include <cstddef>

#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "apply/hunk_pattern.hpp"
#include "apply/text_lines.hpp"

namespace mlxpatch::patch {

/// Explains why a hunk was not found. The work is bounded by the size of text and hunk.
HunkFailure describe_failure(const TextLines& lines, const LineIndex& index, const Hunk& hunk,
                             const HunkPattern& pattern);

}  // namespace mlxpatch::patch
