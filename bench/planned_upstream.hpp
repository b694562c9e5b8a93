#pragma once

#include "fast_import.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

/// Writes an upstream of a kind with an edit plan: base, tip, queues, and what these have to give.
void write_planned_upstream(FastImport& import, const UpstreamShape& shape);

}  // namespace mlxpatch::bench
