#pragma once

#include <cstddef>

#include <mlxpatch/queue/apply.hpp>
#include <mlxpatch/queue/patch.hpp>

#include "text_lines.hpp"
#include "wanted.hpp"

namespace mlxpatch::queue {

/// Describes why a hunk was not found. Its work is bounded by the size of text and hunk.
HunkFailure describe_failure(const TextLines& lines, const LineIndex& index, const Hunk& hunk, const Wanted& wanted);

}  // namespace mlxpatch::queue
