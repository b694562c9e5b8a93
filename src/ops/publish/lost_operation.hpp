#pragma once

#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// Warns if files have what an operation was writing whose journal entry is gone, so that nothing can finish it or take
/// it back: they look like a person's own changes. Says what puts back what was before.
void warn_of_lost_operation(Checkout& checkout, report::Reporter& reporter);

}  // namespace mlxpatch::ops
