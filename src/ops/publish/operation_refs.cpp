#include "publish/operation_refs.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/head_text.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

constexpr std::string_view k_symbolic = "ref: ";

bool is_branch(const std::string& head) { return head.starts_with(k_symbolic); }

std::string short_name(const git::Oid& oid) { return oid ? oid.short_hex() : "nothing"; }

}  // namespace

void move_refs(const git::Repository& repository, const Operation& operation) {
  git::RefUpdates updates{{}, operation.head.after};
  for (const workspace::RefMove& ref : operation.refs) {
    if (git::ref_target(repository, ref.name).value_or(git::Oid{}) == ref.after) continue;
    updates.refs.push_back({ref.name, ref.before, ref.after});
  }
  git::update_refs(repository, updates, fmt::format("mlxpatch {}", operation.command));
}

LeftRefs settle_refs(const git::Repository& repository, const Operation& operation) {
  const std::string why = fmt::format("mlxpatch {}", operation.command);
  LeftRefs left;
  const auto move_ref = [&](const workspace::RefMove& ref) {
    const git::Oid now = git::ref_target(repository, ref.name).value_or(git::Oid{});
    if (now == ref.after) return;
    if (now == ref.before) return git::update_ref(repository, ref.name, ref.before, ref.after, why);
    left.lines.push_back(fmt::format("{} was moved meanwhile and stays at {}; {} has it at {}", ref.name,
                                     short_name(now), operation.command, short_name(ref.after)));
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
