#include "publish/apply_operation.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>

#include "fork/checkout.hpp"
#include "publish/operation_refs.hpp"
#include "publish/operation_side.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

void append(std::vector<std::string>& lines, std::vector<std::string> more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

/// Brings worktree and index to where HEAD is, as somebody has it now.
std::vector<std::string> follow_head(Checkout& checkout, const Operation& operation) {
  const auto head = git::head(checkout.repository()).commit;
  if (!head) return {};
  worktree::CheckoutMove move = checkout_move(operation);
  move.conflicts_before = std::move(move.conflicts_after);
  move.conflicts_after.clear();
  move.trees = {operation.tree_after, checkout.store().tree_of(*head)};
  return worktree::checkout(checkout.repository(), checkout.store(), move);
}

}  // namespace

class OperationRun::Steps {
 public:
  Steps(Checkout& checkout, const Operation& operation) : m_checkout(checkout), m_operation(operation) {}

  void prepare(report::Reporter& reporter) {
    if (moves_worktree(m_operation)) {
      m_files.emplace(m_checkout.repository(), m_checkout.store(), checkout_move(m_operation),
                      [&reporter](std::size_t done, std::size_t total) {
                        reporter.on(report::Progress{"Checking out files", done, total});
                      });
    }
    m_project_files.emplace(m_checkout.root(), file_moves(m_checkout, m_operation),
                            worktree::temporaries_directory(m_checkout.repository()));
  }

  std::vector<std::string> commit() {
    m_has_begun = true;
    std::vector<std::string> left;
    if (m_files) append(left, lines_of_left_files(m_checkout, m_operation, m_files->commit()));
    append(left, lines_of_left_project_files(m_checkout, m_operation, m_project_files->commit()));
    set_cherry_pick(m_checkout, m_operation);
    m_checkout.state().set_pending_text(m_operation.pending_after);
    // Last, for taking them back needs room on the disk.
    move_refs(m_checkout.repository(), m_operation);
    return left;
  }

  void take_back() {
    if (!m_has_begun) {
      m_project_files.reset();
      m_files.reset();
      return;
    }
    const Operation back = reversed(m_operation);
    // The files first: that frees the space which the rest may need.
    bool all = m_project_files->take_back();
    if (m_files && !m_files->take_back()) all = false;
    m_project_files.reset();
    m_files.reset();
    const LeftRefs left = settle_refs(m_checkout.repository(), back);
    if (!all || left.has_head) {
      settle_operation(m_checkout, back);
      return;
    }
    set_cherry_pick(m_checkout, back);
    m_checkout.state().set_pending_text(back.pending_after);
  }

  bool finish() {
    const bool project_files = m_project_files->finish();
    return (!m_files || m_files->finish()) && project_files;
  }

 private:
  Checkout& m_checkout;
  const Operation& m_operation;
  bool m_has_begun = false;
  std::optional<worktree::Checkout> m_files;
  std::optional<worktree::FileMoves> m_project_files;
};

OperationRun::OperationRun(Checkout& checkout, const Operation& operation)
    : m_steps(std::make_unique<Steps>(checkout, operation)) {}
OperationRun::~OperationRun() = default;
void OperationRun::prepare(report::Reporter& reporter) { m_steps->prepare(reporter); }
std::vector<std::string> OperationRun::commit() { return m_steps->commit(); }
void OperationRun::take_back() { m_steps->take_back(); }
bool OperationRun::finish() { return m_steps->finish(); }

std::vector<std::string> settle_operation(Checkout& checkout, const Operation& operation) {
  std::vector<std::string> left;
  if (moves_worktree(operation)) {
    const auto paths = worktree::checkout(checkout.repository(), checkout.store(), checkout_move(operation));
    append(left, lines_of_left_files(checkout, operation, paths));
  }
  LeftRefs refs = settle_refs(checkout.repository(), operation);
  append(left, std::move(refs.lines));
  if (refs.has_head && moves_worktree(operation)) follow_head(checkout, operation);
  worktree::FileMoves files(checkout.root(), file_moves(checkout, operation),
                            worktree::temporaries_directory(checkout.repository()));
  append(left, lines_of_left_project_files(checkout, operation, files.commit()));
  files.finish();
  set_cherry_pick(checkout, operation);
  checkout.state().set_pending_text(operation.pending_after);
  return left;
}

}  // namespace mlxpatch::ops
