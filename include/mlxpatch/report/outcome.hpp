#pragma once

namespace mlxpatch::report {

/// How an operation ended if it did not fail; the exit code follows from it (0, 3, 4).
enum class Outcome { done, stopped_at_conflict, check_failed };

}  // namespace mlxpatch::report
