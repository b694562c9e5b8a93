#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/update.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// What every command that moves the queue reports before it has computed anything: from which upstream commit to
/// which.
report::Update begin_report(Fork& fork, report::Command command, const git::Oid& base, const git::Oid& onto);

}  // namespace mlxpatch::ops
