#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>

namespace mlxpatch::ops {

/// Takes the last operation back. Throws Error, with nothing changed, if something would be lost that was done since.
report::Undo undo(const Invocation& invocation, report::Reporter& reporter);

/// Takes the last undo back. Throws Error, with nothing changed, if something else has been done since.
report::Undo redo(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
