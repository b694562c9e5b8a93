#include "publish/operation_refs.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/head_text.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

constexpr std::string_view k_symbolic = "ref: ";
constexpr std::string_view k_branches = "refs/heads/";

bool is_branch(const std::string& head) { return head.starts_with(k_symbolic); }

std::string short_name(const git::Oid& oid) { return oid ? oid.short_hex() : "nothing"; }

/// An operation that goes back in history ends at a commit that the one before it is built on.
bool belongs_after(const git::Repository& repository, const git::Oid& now, const git::Oid& before,
                   const git::Oid& after) {
  const auto is_on = [&](const git::Oid& commit, const git::Oid& tip) {
    return commit && tip && objects::is_ancestor(repository, commit, tip);
  };
  if (!is_on(after, now)) return false;
  return !is_on(before, now) || is_on(before, after);
}

/// The branch as it has to be before the operation; std::nullopt: it does not say so.
std::optional<workspace::RefMove> branch_of_stop(const Operation& operation) {
  if (operation.pending_after.empty() || !operation.pending_before.empty()) return std::nullopt;
  if (!is_branch(operation.head.before)) return std::nullopt;
  const git::Oid tip = workspace::parse_pending(operation.pending_after).branch_before;
  return workspace::RefMove{operation.head.before.substr(k_symbolic.size()), tip, tip};
}

/// A commit on a detached HEAD that the operation leaves, made after it began.
std::optional<MovedBranch> moved_head(const git::Repository& repository, const Operation& operation) {
  const auto before = git::Oid::from_hex(operation.head.before);
  const auto now = git::Oid::from_hex(head_text(repository));
  if (!before || !now || now->hex() == operation.head.before || now->hex() == operation.head.after) return std::nullopt;
  if (!objects::is_ancestor(repository, *before, *now)) return std::nullopt;
  const git::Oid after = git::Oid::from_hex(operation.head.after).value_or(git::Oid{});
  return MovedBranch{"HEAD", *now, belongs_after(repository, *now, *before, after)};
}

}  // namespace

void move_refs(const git::Repository& repository, const Operation& operation) {
  git::RefUpdates updates{{}, operation.head.after};
  for (const workspace::RefMove& ref : operation.refs) {
    if (git::ref_target(repository, ref.name).value_or(git::Oid{}) == ref.after) continue;
    updates.refs.push_back({ref.name, ref.before, ref.after});
  }
  git::update_refs(repository, updates, fmt::format("mlxpatch {}", operation.command));
}

std::optional<MovedBranch> moved_branch(const git::Repository& repository, const Operation& operation) {
  const auto target = [&](const std::string& name) { return git::ref_target(repository, name).value_or(git::Oid{}); };
  for (const workspace::RefMove& ref : operation.refs) {
    if (!ref.name.starts_with(k_branches) || ref.before == ref.after) continue;
    const git::Oid now = target(ref.name);
    if (now == ref.before || now == ref.after) continue;
    return MovedBranch{ref.name, now, belongs_after(repository, now, ref.before, ref.after)};
  }
  const auto stop = branch_of_stop(operation);
  if (stop && head_text(repository) == operation.head.before && target(stop->name) != stop->before) {
    return MovedBranch{stop->name, target(stop->name), false};
  }
  return moved_head(repository, operation);
}

LeftRefs settle_refs(const git::Repository& repository, const Operation& operation) {
  const std::string why = fmt::format("mlxpatch {}", operation.command);
  LeftRefs left;
  const auto move_ref = [&](const workspace::RefMove& ref) {
    const git::Oid now = git::ref_target(repository, ref.name).value_or(git::Oid{});
    if (now == ref.after) return;
    if (now == ref.before) return git::update_ref(repository, ref.name, ref.before, ref.after, why);
    const bool is_reverting = operation.state == Operation::State::reverting;
    const std::string theirs = is_reverting ? fmt::format("before {} it was at", operation.command)
                                            : fmt::format("{} has it at", operation.command);
    left.lines.push_back(fmt::format("{} was moved meanwhile and stays at {}; {} {}", ref.name, short_name(now), theirs,
                                     short_name(ref.after)));
    if (git::head(repository).branch == ref.name) left.has_head = true;
  };
  const auto move_head = [&] {
    const std::string now = head_text(repository);
    if (now == operation.head.after) return;
    if (now == operation.head.before) return git::update_refs(repository, {{}, operation.head.after}, why);
    left.lines.push_back(fmt::format("HEAD was moved meanwhile and stays at \"{}\"", now));
    left.has_head = true;
  };
  // HEAD leaves a branch before that one moves, and switches to a branch after that one has moved.
  const bool has_head = !operation.head.after.empty();
  if (has_head && !is_branch(operation.head.after)) move_head();
  for (const workspace::RefMove& ref : operation.refs) move_ref(ref);
  if (has_head && is_branch(operation.head.after)) move_head();
  return left;
}

}  // namespace mlxpatch::ops
