#pragma once

#include <filesystem>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Finishes, or takes back, the operation that a crashed run left open in a repository, says so, and returns whether
/// there was one. State files that can't be read are set aside. Requires its run lock.
bool recover(Checkout& checkout, report::Reporter& reporter);
/// The same for a fork. Also restores changes that the run had autostashed.
void recover(Fork& fork, report::Reporter& reporter);

/// Opens the fork for an operation. With `write` it holds the run lock from here on. Either way an operation that a
/// crash left open is finished first, and what it had autostashed is restored. Throws Error.
Fork open_fork(Project project, Access access, report::Reporter& reporter);
Fork open_fork(const Invocation& invocation, Access access, report::Reporter& reporter);

/// Opens any repository, for a command that needs no project and only reads. Throws Error.
Checkout open_repository(const std::filesystem::path& path);
/// The same for one that writes: holds the run lock, and an operation that a crash left open is finished first.
Checkout open_repository_to_write(const std::filesystem::path& path, report::Reporter& reporter);
/// The same, but a repository that mlxpatch has never written to stays untouched and unlocked: the caller takes the
/// lock (Checkout::lock_if_unlocked) when it has something to publish.
Checkout open_until_publishing(const std::filesystem::path& path, report::Reporter& reporter);

}  // namespace mlxpatch::ops
