#pragma once

#include <string>
#include <vector>

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

/// The same, but leaves alone what somebody has moved or removed meanwhile.
LeftRefs settle_refs(const git::Repository& repository, const workspace::Operation& operation);

}  // namespace mlxpatch::ops
