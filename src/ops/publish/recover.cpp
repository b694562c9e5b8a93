#include "publish/recover.hpp"

#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/fetch_leftovers.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/run_lock.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"
#include "publish/apply_operation.hpp"
#include "publish/autostash.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

/// Removes the temporary files that a killed run left next to the files it was writing.
void remove_leftovers_of(const Checkout& checkout, const workspace::Operation& operation) {
  std::set<std::filesystem::path> directories{checkout.root()};
  for (const workspace::FileMove& file : operation.files) {
    directories.insert((checkout.root() / file.path).parent_path());
  }
  for (const std::filesystem::path& directory : directories) remove_leftover_temporaries(directory);
}

/// The stash may also belong to a run that is still alive, which holds the run lock.
bool needs_recovery(Fork& fork) {
  if (fork.state().open_operation()) return true;
  return has_unrestored_autostash(fork.state()) && !workspace::RunLock::is_held(fork.state().run_lock_file());
}

}  // namespace

bool recover(Checkout& checkout) {
  checkout.state().remove_leftovers();
  remove_own_ref_locks(checkout.repository());
  transport::remove_fetch_leftovers(checkout.repository());
  const auto operation = checkout.state().open_operation();
  if (!operation) return false;
  trace(fmt::format("operation {} ({}) was left open by a crash; finishing it", operation->id, operation->command));
  const InterruptHold hold;
  remove_locks_of(checkout.repository(), *operation);
  apply_forward(checkout, *operation, nullptr);
  remove_leftovers_of(checkout, *operation);
  close_operation(checkout, *operation);
  return true;
}

void recover(Fork& fork, report::Reporter& reporter) {
  if (recover(fork.checkout())) fork.reload_lock_file();
  recover_autostash(fork, reporter);
}

Fork open_fork(Project project, Access access, report::Reporter& reporter) {
  Fork fork(std::move(project), access, reporter);
  set_trace_file(fork.state().trace_log());
  if (access == Access::read && !needs_recovery(fork)) return fork;
  fork.checkout().lock();
  recover(fork, reporter);
  if (access == Access::read) fork.checkout().unlock();
  return fork;
}

Checkout open_repository(const std::filesystem::path& path, Access access) {
  Checkout checkout(path, {path, path == "." ? std::string() : path.string()}, {});
  if (access == Access::read) return checkout;
  checkout.lock();
  recover(checkout);
  return checkout;
}

Checkout open_until_publishing(const std::filesystem::path& path) {
  Checkout checkout = open_repository(path, Access::read);
  if (!checkout.has_state()) return checkout;
  checkout.lock();
  recover(checkout);
  return checkout;
}

Fork open_fork(const Invocation& invocation, Access access, report::Reporter& reporter) {
  return open_fork(open_project(invocation), access, reporter);
}

}  // namespace mlxpatch::ops
