#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// A ref's move; zero ids: it did not or does not exist.
struct RefMove {
  std::string name;
  git::Oid before;
  git::Oid after;
  friend bool operator==(const RefMove&, const RefMove&) = default;
};

/// A file of the project (patch, series, lock, .gitignore) that an operation writes; its contents are blobs in the
/// checkout's object store, kept by refs/mlxpatch/operations/<id>. Zero: it did not or does not exist.
struct FileMove {
  std::string path;  ///< relative to the project's root
  git::Oid before;
  git::Oid after;
  friend bool operator==(const FileMove&, const FileMove&) = default;
};

/// HEAD as text: "ref: refs/heads/local-patches" or 40 hexadecimal digits.
struct HeadMove {
  std::string before;
  std::string after;
  friend bool operator==(const HeadMove&, const HeadMove&) = default;
};

/// A path left in conflict in index and worktree (three stages, and the file with markers).
struct ConflictRecord {
  std::string path;
  struct Side {
    std::uint32_t mode = 0;
    git::Oid oid;
    friend bool operator==(const Side&, const Side&) = default;
  };
  Side base, ours, theirs, worktree;
  friend bool operator==(const ConflictRecord&, const ConflictRecord&) = default;
};

/// One operation in the journal: everything that is needed to finish it, or to undo it.
struct Operation {
  std::uint64_t id = 0;
  std::string command;  ///< "update", "regen", ...
  std::string summary;  ///< one line for `history`
  std::string date;     ///< ISO 8601
  enum class State {
    open,       ///< under way, or left behind by a crash: to be finished
    reverting,  ///< likewise, but to be taken back
    done,
    undone
  } state = State::open;
  HeadMove head;
  std::vector<RefMove> refs;
  git::Oid tree_before;  ///< worktree and index; zero: not touched
  git::Oid tree_after;
  git::Oid index_before;  ///< the index alone, at the paths at which the two trees differ; zero: not touched by itself
  git::Oid index_after;
  std::vector<ConflictRecord> conflicts_before;
  std::vector<ConflictRecord> conflicts_after;
  std::vector<FileMove> files;
  git::Oid keeper;             ///< the commit that refs/mlxpatch/operations/<id> points at
  std::string pending_before;  ///< the pending state's text; empty: none
  std::string pending_after;
  std::string cherry_pick_before;  ///< CHERRY_PICK_HEAD's id; empty: none
  std::string cherry_pick_after;
  std::string message_after;  ///< MERGE_MSG, which goes with it
  std::uint64_t undoes = 0;   ///< the operation that this one undoes; 0: none
  /// The commits that a person's resolutions became, up to here and over all stops of the same update; kept by
  /// refs/mlxpatch/operations/<id>.
  std::vector<git::Oid> resolutions;

  friend bool operator==(const Operation&, const Operation&) = default;
};

}  // namespace mlxpatch::workspace
