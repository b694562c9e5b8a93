#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mlxpatch::queue {

/// What is gained by giving a column to a row: `gains[row][column]`; std::nullopt where that can't be. All rows have as
/// many columns.
using Gains = std::vector<std::vector<std::optional<std::int64_t>>>;

/// Gives columns to rows, each column to one row at most, so that the gains add up to as much as they can. A row may
/// stay without, for no gain. Exact: shortest augmenting paths, as in Jonker and Volgenant's "A Shortest Augmenting
/// Path Algorithm for Dense and Sparse Linear Assignment Problems" (1987), without its initialization.
std::vector<std::optional<std::size_t>> best_assignment(const Gains& gains);

}  // namespace mlxpatch::queue
