#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Where operations keep old and new tips and files: this prefix and the operation's number.
inline constexpr const char* k_operations_prefix = "refs/mlxpatch/operations/";

/// Everything that an operation changes, computed whole before the first byte is written. What is left empty stays.
struct Publication {
  std::string command;                   ///< for the history: "update"
  std::string summary;                   ///< one line
  std::optional<std::string> head;       ///< HEAD afterwards, as head_text() writes it
  std::vector<workspace::RefMove> refs;  ///< with the values that they are expected to hold now
  git::Oid tree_before;  ///< what working folder and index hold now; zero with tree_after: an empty folder
  git::Oid tree_after;   ///< zero: working folder and index are not touched
  std::vector<worktree::ConflictedPath> conflicts;          ///< left in index and working folder
  std::map<std::string, std::optional<std::string>> files;  ///< project files: new content, nothing: removed
  std::optional<workspace::Pending> pending;  ///< what waits for a person afterwards; `operation` 0 becomes this one's
  git::Oid cherry_pick;                       ///< CHERRY_PICK_HEAD afterwards; zero: none
  std::string message;                        ///< MERGE_MSG beside it
  std::vector<git::Oid> keep;                 ///< commits that nothing else may keep alive
  std::uint64_t undoes = 0;                   ///< the operation that this one takes back
};

/// Makes the publication true, whole or not at all: objects as one pack, a journal entry, working folder, refs (compare
/// and swap), files, and the entry's end. On failure what was done is taken back and the Error goes on. Returns the
/// operation's number. Throws Error before the first write where files in the checkout would be overwritten, or where
/// a ref does not hold its expected value.
std::uint64_t publish(Fork& fork, Publication publication, report::Reporter& reporter);

/// Finishes the operation which a crash left open.
void finish_open_operation(Fork& fork);

/// The publication that takes an operation back. Throws Error where a ref or file was changed since.
Publication reverse_of(Fork& fork, const workspace::Operation& operation);

/// The operations that led to this one, itself last: an update with its stops is one step for a person.
std::vector<workspace::Operation> journey_of_operation(const std::vector<workspace::Operation>& operations,
                                                       std::uint64_t id);

/// The ref that keeps what an operation changed, before and after.
std::string keeper_ref(std::uint64_t operation);

}  // namespace mlxpatch::ops
