#pragma once

#include <filesystem>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Finishes the operation that a crashed run left open in a repository, and returns whether there was one. Requires its
/// run lock.
bool recover(Checkout& checkout);
/// The same for a fork. Also restores changes that the run had autostashed.
void recover(Fork& fork, report::Reporter& reporter);

/// Opens the fork for an operation. With `write` it holds the run lock from here on. Either way an operation that a
/// crash left open is finished first, and what it had autostashed is restored. Throws Error.
Fork open_fork(Project project, Access access, report::Reporter& reporter);
Fork open_fork(const Invocation& invocation, Access access, report::Reporter& reporter);

/// Opens any repository, for a command that needs no project. With `write` it holds the run lock, and an operation that
/// a crash left open is finished first. Throws Error.
Checkout open_repository(const std::filesystem::path& path, Access access);
/// The same with `write`, but a repository that mlxpatch has never written to stays untouched and unlocked: the caller
/// takes the lock (Checkout::lock_if_unlocked) when it has something to publish.
Checkout open_until_publishing(const std::filesystem::path& path);

}  // namespace mlxpatch::ops
