#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

/// mlxpatch's own directory in a checkout, <git directory>/mlxpatch/: the journal of operations, and what an unfinished
/// command needs to know.
class StateDirectory {
 public:
  /// Creates the directory if it is missing.
  explicit StateDirectory(const std::filesystem::path& git_directory);
  /// Whether there is one.
  static bool exists_in(const std::filesystem::path& git_directory);
  /// Removes it if there is nothing in it.
  static void remove_if_empty(const std::filesystem::path& git_directory);

  std::filesystem::path trace_log() const { return m_path / "trace.log"; }
  /// The file for this checkout's RunLock.
  std::filesystem::path run_lock_file() const { return m_path / "run.lock"; }

  /// All operations, oldest first. What a later one has undone is marked so,
  /// unless a third one has taken the undo back. Throws Error naming the file of a broken
  /// one.
  std::vector<Operation> operations() const;
  /// The one that a crash left open or half reverted, if any. It is the newest one: every run deals with an open one
  /// before it begins its own.
  std::optional<Operation> open_operation() const;
  std::uint64_t next_id() const;

  // An entry is written once, and two empty files beside it say how far it is. Removing a file needs no space, so a
  // full disk keeps nothing from being reverted or closed.
  /// Writes an operation's entry, open, synced. Throws Error, and then there is none.
  void open(const Operation& operation) const;
  /// From here on the operation is to be reverted. Throws Error if that can't be written down.
  void turn_back(std::uint64_t id) const;
  /// From here on it is to be finished again. Throws Error if that can't be written down.
  void turn_forward(std::uint64_t id) const;
  /// It is complete.
  void close(Operation operation) const;
  /// Forgets an operation that was reverted.
  void remove(std::uint64_t id) const;

  /// The unfinished update's state (serialize_pending); std::nullopt if there is none.
  std::optional<std::string> pending_text() const;
  /// Empty text removes it.
  void set_pending_text(const std::string& text) const;

  /// What the journal says that the unfinished update's state is, if its own file is gone. Throws Error.
  std::optional<std::string> lost_pending_text() const;

  /// The autostash that is not restored yet (serialize_autostash); std::nullopt if there is none.
  std::optional<std::string> autostash_text() const;
  /// Empty text removes it.
  void set_autostash_text(const std::string& text) const;

  /// The address that the last setup followed; std::nullopt if none is recorded.
  std::optional<std::string> followed_url() const;
  void set_followed_url(const std::string& url) const;

  /// The files that exports have written: absolute path to the blob of their content. Throws Error.
  std::map<std::string, git::Oid> exported_files() const;
  void set_exported_files(const std::map<std::string, git::Oid>& files) const;

  /// A state file that can't be read, and where it is now.
  struct Spoiled {
    std::filesystem::path file;
    std::filesystem::path now;
    std::string why;
  };
  /// Whether no operation is open, and the files that the next command needs can be read.
  bool is_settled() const;
  /// Gives every state file that can't be read another name. Only for the holder of the run lock.
  std::vector<Spoiled> set_spoiled_aside() const;

  /// Removes the half-written files of killed runs. Only for the holder of the run lock.
  void remove_leftovers() const;

 private:
  std::filesystem::path m_path;
};

}  // namespace mlxpatch::workspace
