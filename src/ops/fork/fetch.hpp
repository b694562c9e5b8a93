#pragma once

#include <cstddef>

#include <mlxpatch/report/event.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Fetches the upstream as configured, with progress. Returns the number of new commits on the tracked branch.
std::size_t fetch_upstream(Fork& fork, report::Reporter& reporter);

}  // namespace mlxpatch::ops
