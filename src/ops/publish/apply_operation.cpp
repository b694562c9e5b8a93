#include "publish/apply_operation.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/operation_state.hpp>

#include "fork/checkout.hpp"
#include "publish/operation_chain.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

constexpr std::string_view k_symbolic = "ref: ";

git::Entry entry_of(const workspace::ConflictRecord::Side& side) {
  return {static_cast<git::Mode>(side.mode), side.oid};
}

std::vector<worktree::ConflictedPath> conflicts_of(const std::vector<workspace::ConflictRecord>& records) {
  std::vector<worktree::ConflictedPath> conflicts;
  conflicts.reserve(records.size());
  for (const workspace::ConflictRecord& record : records) {
    conflicts.push_back({record.path, entry_of(record.base), entry_of(record.ours), entry_of(record.theirs),
                         entry_of(record.worktree)});
  }
  return conflicts;
}

/// The paths that the stop before left in conflict, and the operation does not.
std::vector<std::string> conflicts_ended_by(const Operation& operation) {
  std::vector<std::string> paths;
  for (const workspace::ConflictRecord& conflict : operation.conflicts_before) {
    const auto& after = operation.conflicts_after;
    const bool stays = std::ranges::find(after, conflict.path, &workspace::ConflictRecord::path) != after.end();
    if (!stays) paths.push_back(conflict.path);
  }
  return paths;
}

/// Carries out one side of an operation, step by step in a fixed order. Every step may already have been done.
class OperationSteps {
 public:
  OperationSteps(Checkout& checkout, report::Reporter* reporter) : m_checkout(checkout), m_reporter(reporter) {}

  void forward(const Operation& operation) {
    const std::string why = fmt::format("mlxpatch {}", operation.command);
    move_worktree(operation);
    move_refs(operation, why);
    for (const workspace::FileMove& file : operation.files) write_project_file(file.path, file.after);
    set_cherry_pick(operation);
    m_checkout.state().set_pending_text(operation.pending_after);
  }

  void backward(const Operation& operation) {
    const Operation reversed = reverse(operation);
    forward(reversed);
  }

 private:
  static Operation reverse(Operation operation) {
    std::swap(operation.head.before, operation.head.after);
    for (workspace::RefMove& ref : operation.refs) std::swap(ref.before, ref.after);
    for (workspace::FileMove& file : operation.files) std::swap(file.before, file.after);
    std::swap(operation.tree_before, operation.tree_after);
    std::swap(operation.conflicts_before, operation.conflicts_after);
    std::swap(operation.pending_before, operation.pending_after);
    std::swap(operation.cherry_pick_before, operation.cherry_pick_after);
    return operation;
  }

  void move_worktree(const Operation& operation) {
    if (!operation.tree_before && !operation.tree_after) return;
    worktree::checkout(m_checkout.repository(), m_checkout.store(), {operation.tree_before, operation.tree_after},
                       conflicts_of(operation.conflicts_after), [this](std::size_t done, std::size_t total) {
                         if (m_reporter != nullptr) m_reporter->on(report::Progress{"Checking out files", done, total});
                       });
    worktree::end_conflicts(m_checkout.repository(), m_checkout.store(), operation.tree_after,
                            conflicts_ended_by(operation));
  }

  void move_refs(const Operation& operation, const std::string& why) {
    git::Repository& repository = m_checkout.repository();
    // HEAD leaves a branch before that branch moves, and switches to a branch after that one has moved.
    const bool detaches = !operation.head.after.empty() && !operation.head.after.starts_with(k_symbolic);
    if (detaches) git::detach_head(repository, *git::Oid::from_hex(operation.head.after), why);
    for (const workspace::RefMove& ref : operation.refs) {
      const git::Oid now = git::ref_target(repository, ref.name).value_or(git::Oid{});
      if (now != ref.after) git::update_ref(repository, ref.name, ref.before, ref.after, why);
    }
    if (!detaches && !operation.head.after.empty()) {
      git::set_head_to_branch(repository, operation.head.after.substr(k_symbolic.size()), why);
    }
  }

  void write_project_file(const std::string& path, const git::Oid& content) {
    const std::filesystem::path file = m_checkout.root() / path;
    if (!content) {
      std::error_code error;
      std::filesystem::remove(file, error);
      if (error) {
        throw Error(fmt::format("{} can't be removed: {}", file.string(), error.message()))
            .doing("writing the patch files");
      }
      return;
    }
    const Bytes bytes = m_checkout.store().read(content, git::ObjectType::blob);
    if (read_file_if_exists(file) == *bytes) return;
    std::filesystem::create_directories(file.parent_path());
    write_file(file, *bytes);
  }

  /// Git's cherry-pick state is ours only if the operation begins or ends at a stop.
  void set_cherry_pick(const Operation& operation) {
    if (const auto oid = git::Oid::from_hex(operation.cherry_pick_after)) {
      worktree::write_cherry_pick_state(m_checkout.repository(), *oid, operation.message_after);
    } else if (!operation.cherry_pick_before.empty() || !operation.pending_before.empty()) {
      worktree::clear_operation_state(m_checkout.repository());
    }
  }

  Checkout& m_checkout;
  report::Reporter* m_reporter;
};

}  // namespace

void apply_forward(Checkout& checkout, const Operation& operation, report::Reporter* reporter) {
  OperationSteps(checkout, reporter).forward(operation);
}

void apply_backward(Checkout& checkout, const Operation& operation, report::Reporter* reporter) {
  OperationSteps(checkout, reporter).backward(operation);
}

void close_operation(Checkout& checkout, Operation operation) {
  if (operation.undoes != 0) {
    for (Operation& undone : operation_chain(checkout.state().operations(), operation.undoes)) {
      undone.state = Operation::State::undone;
      checkout.state().save(undone);
    }
  }
  operation.state = Operation::State::done;
  checkout.state().save(operation);
}

}  // namespace mlxpatch::ops
