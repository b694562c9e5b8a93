#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

/// Moves an operation's refs and HEAD, compare and swap. Those that have their new value already are done. Throws Error
/// if one has neither that nor the old one.
void move_refs(const git::Repository& repository, const workspace::Operation& operation);

/// Refs that had neither value.
struct LeftRefs {
  std::vector<std::string> lines;  ///< for the person
  bool has_head = false;           ///< HEAD, or the branch that it is on, is among them
};

/// What a branch is at that somebody has moved or removed since an operation began, and which side of the operation it
/// belongs to: the one after it, if it is built on that.
struct MovedBranch {
  std::string name;  ///< of its ref, or "HEAD" if that is on no branch
  git::Oid now;      ///< zero: it is gone
  bool is_after = false;
};

/// The first branch that an operation moves, or stops on, and that has neither of its values. Patch files and lock have
/// to go with it.
std::optional<MovedBranch> moved_branch(const git::Repository& repository, const workspace::Operation& operation);

/// The same as move_refs(), but leaves alone what somebody has moved or removed meanwhile.
LeftRefs settle_refs(const git::Repository& repository, const workspace::Operation& operation);

}  // namespace mlxpatch::ops
