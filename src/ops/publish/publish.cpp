#include "publish/publish.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/obstacles.hpp>

#include "fork/checkout.hpp"
#include "fork/head_text.hpp"
#include "publish/apply_operation.hpp"
#include "publish/branches_elsewhere.hpp"
#include "publish/publication.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

/// The anchor ref of an operation is this prefix and the operation's number.
constexpr const char* k_operations_prefix = "refs/mlxpatch/operations/";

workspace::ConflictRecord::Side side_of(const git::Entry& entry) {
  return {static_cast<std::uint32_t>(entry.mode), entry.oid};
}

std::vector<workspace::ConflictRecord> records_of(const std::vector<worktree::ConflictedPath>& conflicts) {
  std::vector<workspace::ConflictRecord> records;
  records.reserve(conflicts.size());
  for (const worktree::ConflictedPath& conflict : conflicts) {
    records.push_back({conflict.path, side_of(conflict.base), side_of(conflict.ours), side_of(conflict.theirs),
                       side_of(conflict.worktree)});
  }
  return records;
}

/// A tree that keeps alive, for undo and recovery, every object of an operation that may become unreachable.
git::Oid anchor_tree(objects::ObjectStore& store, const Operation& operation) {
  std::vector<objects::PathEdit> edits;
  const auto keep = [&](std::string path, git::Mode mode, const git::Oid& oid) {
    if (oid && mode != git::Mode::submodule) edits.push_back({std::move(path), {mode, oid}});
  };
  for (const workspace::FileMove& file : operation.files) {
    keep("before/" + file.path, git::Mode::file, file.before);
    keep("after/" + file.path, git::Mode::file, file.after);
  }
  keep("tree-before", git::Mode::tree, operation.tree_before);
  keep("tree-after", git::Mode::tree, operation.tree_after);
  for (std::size_t i = 0; i < operation.conflicts_after.size(); ++i) {
    const workspace::ConflictRecord& record = operation.conflicts_after[i];
    const std::pair<const char*, const workspace::ConflictRecord::Side*> sides[] = {
        {"base", &record.base}, {"ours", &record.ours}, {"theirs", &record.theirs}, {"worktree", &record.worktree}};
    for (const auto& [name, side] : sides) {
      const git::Mode mode = static_cast<git::Mode>(side->mode);
      keep(fmt::format("conflicts/{}/{}", i, name), mode == git::Mode::submodule ? mode : git::Mode::file, side->oid);
    }
  }
  return objects::edit_tree(store, {}, std::move(edits));
}

/// A number that no operation has had: linked worktrees have a journal each, but share the anchors.
std::uint64_t next_operation(Checkout& checkout) {
  std::uint64_t next = checkout.state().next_id();
  const std::string_view prefix = k_operations_prefix;
  for (const git::Ref& ref : git::refs_below(checkout.repository(), prefix)) {
    const std::string_view digits = std::string_view(ref.name).substr(prefix.size());
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failure == std::errc() && end == digits.data() + digits.size()) next = std::max(next, number + 1);
  }
  return next;
}

git::Oid make_anchor(Checkout& checkout, const Operation& operation, const std::vector<git::Oid>& keep) {
  git::Commit anchor;
  anchor.tree = anchor_tree(checkout.store(), operation);
  const auto add_parent = [&](const git::Oid& oid) {
    if (oid && std::find(anchor.parents.begin(), anchor.parents.end(), oid) == anchor.parents.end()) {
      anchor.parents.push_back(oid);
    }
  };
  for (const workspace::RefMove& ref : operation.refs) {
    add_parent(ref.before);
    add_parent(ref.after);
  }
  for (const std::string* head : {&operation.head.before, &operation.head.after}) {
    if (const auto oid = git::Oid::from_hex(*head)) add_parent(*oid);
  }
  for (const git::Oid& oid : keep) add_parent(oid);
  for (const git::Oid& oid : operation.resolutions) add_parent(oid);
  const git::Time now = git::committer_identity(checkout.repository()).when;
  anchor.author = {"mlxpatch", "mlxpatch@localhost", now};
  anchor.committer = anchor.author;
  anchor.message = fmt::format("{}: {}\n", operation.command, operation.summary);
  return checkout.store().put_commit(anchor);
}

void refuse_obstacles(Checkout& checkout, const git::Oid& from, const git::Oid& to) {
  if (!from && !to) return;
  const std::vector<std::string> obstacles =
      worktree::checkout_obstacles(checkout.repository(), checkout.store(), from, to);
  if (obstacles.empty()) return;
  Error error(fmt::format("{} in the checkout would be overwritten", count_of(obstacles.size(), "file")));
  for (const std::string& path : obstacles) error.at(checkout.shown(path));
  error.hint(checkout.git_command("stash push     stash changes; `git stash pop` restores them"));
  error.hint("move untracked files away, then run the same command again");
  throw error;
}

void refuse_moved_refs(Checkout& checkout, const std::vector<workspace::RefMove>& refs) {
  for (const workspace::RefMove& ref : refs) {
    const git::Oid now = git::ref_target(checkout.repository(), ref.name).value_or(git::Oid{});
    if (now == ref.before) continue;
    throw Error(fmt::format("{} moved from {} to {} in the meantime", ref.name,
                            ref.before ? ref.before.short_hex() : "nothing", now ? now.short_hex() : "nothing"))
        .hint("mlxpatch status            show the current state, then run the same command again");
  }
}

/// The journal entry for a publication, with all old values.
Operation describe_operation(Checkout& checkout, Publication& publication) {
  Operation operation;
  operation.id = next_operation(checkout);
  operation.command = publication.command;
  operation.summary = publication.summary;
  operation.undoes = publication.undoes;
  operation.resolutions = publication.resolutions;
  operation.date = git::format_iso8601(git::committer_identity(checkout.repository()).when);
  if (publication.head) operation.head = {head_text(checkout.repository()), *publication.head};
  operation.refs = publication.refs;
  operation.tree_before = publication.tree_before;
  operation.tree_after = publication.tree_after;
  operation.conflicts_after = records_of(publication.conflicts);
  for (const auto& [path, content] : publication.files) {
    const auto old = read_file_if_exists(checkout.root() / path);
    if (old == content) continue;
    const auto blob = [&](const std::optional<std::string>& bytes) {
      return bytes ? checkout.store().put(git::ObjectType::blob, *bytes) : git::Oid{};
    };
    const git::Oid before = blob(old);
    operation.files.push_back({path, before, blob(content)});
  }
  operation.pending_before = checkout.state().pending_text().value_or("");
  if (!operation.pending_before.empty()) {
    const auto earlier = checkout.state().operations();
    if (!earlier.empty()) {
      operation.conflicts_before = earlier.back().conflicts_after;
      operation.cherry_pick_before = earlier.back().cherry_pick_after;
    }
  }
  if (publication.pending) {
    if (publication.pending->operation == 0) publication.pending->operation = operation.id;
    operation.pending_after = workspace::serialize_pending(*publication.pending);
  }
  if (publication.cherry_pick) operation.cherry_pick_after = publication.cherry_pick.hex();
  operation.message_after = publication.message;
  return operation;
}

}  // namespace

std::string anchor_ref(std::uint64_t operation) { return fmt::format("{}{}", k_operations_prefix, operation); }

std::uint64_t publish(Checkout& checkout, Publication publication, report::Reporter& reporter) {
  refuse_moved_refs(checkout, publication.refs);
  refuse_branches_elsewhere(checkout, publication);
  if (publication.tree_before || publication.tree_after) refuse_locked_index(checkout.repository());
  refuse_obstacles(checkout, publication.tree_before, publication.tree_after);
  // Nothing may need the network once the journal entry is open.
  worktree::prepare_checkout(checkout.repository(), checkout.store(), {publication.tree_before, publication.tree_after},
                             publication.conflicts);
  Operation operation = describe_operation(checkout, publication);
  operation.keeper = make_anchor(checkout, operation, publication.keep);
  check_interrupt();

  const InterruptHold hold;
  checkout.store().write_pack();
  const std::string anchor = anchor_ref(operation.id);
  git::update_ref(checkout.repository(), anchor, git::Oid{}, operation.keeper, "mlxpatch " + operation.command);
  checkout.state().save(operation);
  trace(fmt::format("operation {} ({}) is open", operation.id, operation.command));
  try {
    apply_forward(checkout, operation, &reporter);
  } catch (const std::exception& error) {
    trace(fmt::format("reverting operation {}: {}", operation.id, error.what()));
    apply_backward(checkout, operation, &reporter);
    checkout.state().remove(operation.id);
    throw;
  }
  close_operation(checkout, operation);
  return operation.id;
}

}  // namespace mlxpatch::ops
