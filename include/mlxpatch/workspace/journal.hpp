#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::workspace {

/// A ref's move; zero ids: it did not or does not exist.
struct RefMove {
  std::string name;
  git::Oid before;
  git::Oid after;
};

/// A file of the project (patch, series, lock, .gitignore) that an operation writes; its contents are blobs in the
/// checkout's object store, kept by refs/mlxpatch/operations/<id>. Zero: it did not or does not exist.
struct FileMove {
  std::string path;  ///< relative to the project's root
  git::Oid before;
  git::Oid after;
};

/// HEAD as text: "ref: refs/heads/local-patches" or 40 hexadecimal digits.
struct HeadMove {
  std::string before;
  std::string after;
};

/// A path left in conflict in index and working folder (three stages, and the file with markers).
struct ConflictRecord {
  std::string path;
  struct Side {
    std::uint32_t mode = 0;
    git::Oid oid;
  };
  Side base, ours, theirs, worktree;
};

/// One operation in the journal. Everything that is needed to finish it, or to take it back.
struct Operation {
  std::uint64_t id = 0;
  std::string command;  ///< "update", "regen", ...
  std::string summary;  ///< one line for `history`
  std::string date;     ///< ISO 8601
  enum class State { open, done, undone } state = State::open;
  HeadMove head;
  std::vector<RefMove> refs;
  git::Oid tree_before;  ///< working folder and index; zero: not touched
  git::Oid tree_after;
  std::vector<ConflictRecord> conflicts_before;
  std::vector<ConflictRecord> conflicts_after;
  std::vector<FileMove> files;
  git::Oid keeper;             ///< the commit that refs/mlxpatch/operations/<id> points at
  std::string pending_before;  ///< the pending state's text; empty: none
  std::string pending_after;
  std::string cherry_pick_before;  ///< CHERRY_PICK_HEAD's id; empty: none
  std::string cherry_pick_after;
  std::string message_after;  ///< MERGE_MSG beside it
  std::uint64_t undoes = 0;   ///< the operation that this one takes back; 0: none
};

std::string serialize_operation(const Operation& operation);
/// Throws Error, naming the file and the member, where the text is not ours.
Operation parse_operation(const std::string& text, const std::string& file_name);

/// The tool's own folder in a checkout: <git directory>/mlxpatch/.
class StateFolder {
 public:
  /// Creates the folder where it is missing.
  explicit StateFolder(std::filesystem::path git_directory);

  std::filesystem::path path() const { return m_path; }
  std::filesystem::path trace_log() const { return m_path / "trace.log"; }
  /// The file for this checkout's RunLock.
  std::filesystem::path run_lock_file() const { return m_path / "run.lock"; }

  /// All operations, oldest first. Throws Error naming the file of a broken one.
  std::vector<Operation> operations() const;
  /// The one that a crash left open, if any. It is the newest one: every run deals with an open one before it begins
  /// its own.
  std::optional<Operation> open_operation() const;
  std::uint64_t next_id() const;
  /// Writes (or rewrites) an operation's file, synced.
  void save(const Operation& operation) const;
  /// Forgets an operation that was taken back before it was done.
  void remove(std::uint64_t id) const;

  /// The unfinished update's state (serialize_pending), or nothing.
  std::optional<std::string> pending_text() const;
  /// Empty text removes it.
  void set_pending_text(const std::string& text) const;

  /// What is put aside and not back yet (serialize_set_aside), or nothing.
  std::optional<std::string> set_aside_text() const;
  /// Empty text removes it.
  void set_set_aside_text(const std::string& text) const;

  /// Removes what killed runs left half written in this folder. Only for the holder of the run lock.
  void remove_leftovers() const;

 private:
  std::filesystem::path m_path;
};

}  // namespace mlxpatch::workspace
