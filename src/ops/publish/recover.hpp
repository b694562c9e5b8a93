#pragma once

#include <filesystem>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Finishes what a run that died left open in a repository, for the holder of its run lock.
void recover(Checkout& checkout);
/// The same for a fork; changes that the run had autostashed are restored, too.
void recover(Fork& fork, report::Reporter& reporter);

/// Opens the fork for an operation. `write` holds the run lock from here on. Either way an operation that a crash left
/// open is finished first, and what it had autostashed is restored. Throws Error.
Fork open_fork(Project project, Access access, report::Reporter& reporter);
Fork open_fork(const Invocation& invocation, Access access, report::Reporter& reporter);

/// Any repository, for a command that needs no project: `write` holds its run lock, and what a crash left open there is
/// finished first. Throws Error.
Checkout open_repository(const std::filesystem::path& path, Access access);

}  // namespace mlxpatch::ops
