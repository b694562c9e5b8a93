#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

/// mlxpatch's own directory in a checkout, <git directory>/mlxpatch/: the journal of operations, and what an unfinished
/// command needs to know.
class StateDirectory {
 public:
  /// Creates the directory if it is missing.
  explicit StateDirectory(std::filesystem::path git_directory);
  /// Whether there is one.
  static bool exists_in(const std::filesystem::path& git_directory);

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
  /// Forgets an operation that was undone before it was complete.
  void remove(std::uint64_t id) const;

  /// The unfinished update's state (serialize_pending); std::nullopt if there is none.
  std::optional<std::string> pending_text() const;
  /// Empty text removes it.
  void set_pending_text(const std::string& text) const;

  /// The autostash that is not restored yet (serialize_autostash); std::nullopt if there is none.
  std::optional<std::string> autostash_text() const;
  /// Empty text removes it.
  void set_autostash_text(const std::string& text) const;

  /// Removes the half-written files of killed runs. Only for the holder of the run lock.
  void remove_leftovers() const;

 private:
  std::filesystem::path m_path;
};

}  // namespace mlxpatch::workspace
