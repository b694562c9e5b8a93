#pragma once

#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// An operation that is carried out by the run that began it. First everything is written beside what it replaces; what
/// then follows is renaming, which can be taken back on a full disk. What somebody works on meanwhile is left alone.
class OperationRun {
 public:
  /// Both must outlive it.
  OperationRun(Checkout& checkout, const workspace::Operation& operation);
  ~OperationRun();
  OperationRun(const OperationRun&) = delete;
  OperationRun& operator=(const OperationRun&) = delete;

  /// Writes the new files beside the old ones. Throws Error; then take_back() is to be called.
  void prepare(report::Reporter& reporter);
  /// In an order that is safe to interrupt: worktree, refs (compare and swap), project files, the cherry-pick state,
  /// the pending state. Returns what was left alone, one line each. Throws Error; then take_back() is to be called.
  std::vector<std::string> commit();
  /// Throws Error if something can't be taken back.
  void take_back();
  /// Removes what was replaced; there is no way back. Returns whether all of it is gone.
  bool finish();

 private:
  class Steps;
  std::unique_ptr<Steps> m_steps;
};

/// Brings everything to one side of an operation that a crash left open: forward, or back where it was reverting. What
/// is neither as before it nor as after it is somebody's work (a file, a branch with a new commit, a ref that is gone)
/// and stays. Returns what was left alone, one line each. Every step may already have been done. Throws Error if the
/// system refuses one.
std::vector<std::string> settle_operation(Checkout& checkout, const workspace::Operation& operation);

}  // namespace mlxpatch::ops
