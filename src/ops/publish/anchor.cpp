#include "publish/anchor.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

/// The anchor ref of an operation is this prefix and the operation's number.
constexpr const char* k_operations_prefix = "refs/mlxpatch/operations/";

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
  keep("index-before", git::Mode::tree, operation.index_before);
  keep("index-after", git::Mode::tree, operation.index_after);
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

}  // namespace

std::string anchor_ref(std::uint64_t operation) { return fmt::format("{}{}", k_operations_prefix, operation); }

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

}  // namespace mlxpatch::ops
