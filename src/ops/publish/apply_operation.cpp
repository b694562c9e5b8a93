#include "publish/apply_operation.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/file_moves.hpp>
#include <mlxpatch/worktree/index_move.hpp>
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

std::vector<std::string> move_index(Checkout& checkout, const worktree::TreeMove& trees) {
  worktree::IndexMove move(checkout.repository(), checkout.store(), trees);
  std::vector<std::string> left = move.commit();
  move.finish();
  return left;
}

/// The same of the index, where an operation changes that alone: nothing is staged at its paths any more. Their files
/// have what was.
void follow_head_in_index(Checkout& checkout, const Operation& operation) {
  const auto head = git::head(checkout.repository()).commit;
  if (!head) return;
  objects::ObjectStore& store = checkout.store();
  const git::Oid tree = store.tree_of(*head);
  std::vector<objects::PathEdit> edits;
  for (const objects::PathChange& change :
       objects::changes_between(store, operation.index_before, operation.index_after)) {
    const git::Entry entry = objects::entry_at(store, tree, change.path);
    edits.push_back({change.path, entry.mode == git::Mode::tree ? git::Entry{} : entry});
  }
  move_index(checkout, {operation.index_after, objects::edit_tree(store, operation.index_after, std::move(edits))});
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
    if (moves_index_alone(m_operation)) {
      m_index.emplace(m_checkout.repository(), m_checkout.store(),
                      worktree::TreeMove{m_operation.index_before, m_operation.index_after});
    }
    m_project_files.emplace(m_checkout.root(), file_moves(m_checkout, m_operation),
                            worktree::temporaries_directory(m_checkout.repository()));
  }

  std::vector<std::string> commit() {
    m_has_begun = true;
    std::vector<std::string> left;
    if (m_files) append(left, lines_of_left_files(m_checkout, m_operation, m_files->commit()));
    if (m_index) append(left, lines_of_left_entries(m_checkout, m_index->commit()));
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
      m_index.reset();
      m_files.reset();
      return;
    }
    const Operation back = reversed(m_operation);
    // The files first: that frees the space which the rest may need.
    bool all = m_project_files->take_back();
    if (m_index && !m_index->take_back()) all = false;
    if (m_files && !m_files->take_back()) all = false;
    m_project_files.reset();
    m_index.reset();
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
    if (m_index) m_index->finish();
    return (!m_files || m_files->finish()) && project_files;
  }

 private:
  Checkout& m_checkout;
  const Operation& m_operation;
  bool m_has_begun = false;
  std::optional<worktree::Checkout> m_files;
  std::optional<worktree::IndexMove> m_index;
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
  if (moves_index_alone(operation)) {
    const auto paths = move_index(checkout, {operation.index_before, operation.index_after});
    append(left, lines_of_left_entries(checkout, paths));
  }
  LeftRefs refs = settle_refs(checkout.repository(), operation);
  append(left, std::move(refs.lines));
  if (refs.has_head && moves_worktree(operation)) follow_head(checkout, operation);
  if (refs.has_head && moves_index_alone(operation)) follow_head_in_index(checkout, operation);
  worktree::FileMoves files(checkout.root(), file_moves(checkout, operation),
                            worktree::temporaries_directory(checkout.repository()));
  append(left, lines_of_left_project_files(checkout, operation, files.commit()));
  files.finish();
  set_cherry_pick(checkout, operation);
  checkout.state().set_pending_text(operation.pending_after);
  return left;
}

}  // namespace mlxpatch::ops
