#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

// Refs are moved by code of ours: libgit2's locks are empty files, which after a crash can't be told from those of
// other programs. See ref_lock.hpp.

/// Puts HEAD onto a branch (full name), which may be unborn. Nothing is done if it is there already.
void set_head_to_branch(const Repository& repository, std::string_view branch, std::string_view reflog_message);
void detach_head(const Repository& repository, const Oid& commit, std::string_view reflog_message);

/// Moves a ref from an expected old value (zero: it must not exist) to a new one (zero: removes it). A symbolic ref
/// moves the one that it leads to. Throws Error if it has another value; the message says which.
void update_ref(const Repository& repository, std::string_view name, const Oid& expected, const Oid& target,
                std::string_view reflog_message);

/// Points a symbolic ref (e.g. refs/remotes/upstream/HEAD) at another ref.
void set_symbolic_ref(const Repository& repository, std::string_view name, std::string_view target);

/// Removes all refs below a prefix that ends with a slash, whatever they are. Only for names that nobody else uses.
void remove_refs_below(const Repository& repository, std::string_view prefix);

/// A ref's move, as update_ref() makes it.
struct RefUpdate {
  std::string name;
  Oid expected;
  Oid target;
};

/// Moves that belong together.
struct RefUpdates {
  std::vector<RefUpdate> refs;
  std::string head;  ///< HEAD afterwards: "ref: refs/heads/..." or an id; empty: it stays
};

/// Makes them: all are locked and looked at, then all are logged, and only then the first one is made. What follows is
/// renaming, which needs no space on the disk; removals come last. HEAD leaves a branch before that one moves, and
/// switches to a branch after that one has moved. Throws Error as update_ref() does.
void update_refs(const Repository& repository, const RefUpdates& updates, std::string_view reflog_message);

}  // namespace mlxpatch::git
