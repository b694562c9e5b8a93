#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <mlxpatch/workspace/run_lock.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/files_read.hpp"

namespace mlxpatch::ops {

/// A repository that operations change: its objects, its journal, and how messages refer to it.
class Checkout {
 public:
  struct Names {
    std::filesystem::path root;  ///< which the paths of project files are relative to
    std::string directory;       ///< the repository's, as typed on the command line; empty: the current one
  };

  /// Opens the repository and does nothing else. A partial clone fetches missing objects as `options` say. Throws
  /// Error.
  Checkout(const std::filesystem::path& path, Names names, const transport::TransferOptions& options);

  git::Repository& repository() { return *m_repository; }
  const git::Repository& repository() const { return *m_repository; }
  objects::ObjectStore& store() { return *m_store; }
  /// Made at the first call, so that a command which only reads writes nothing.
  workspace::StateDirectory& state();
  const std::filesystem::path& root() const { return m_names.root; }
  const std::string& directory() const { return m_names.directory; }

  /// The path of a file in the checkout, for messages: "app-repo/server.py", from the current directory.
  std::string shown(const std::string& path) const;
  /// A git command that works from the current directory: "git -C app-repo status".
  std::string git_command(std::string_view arguments) const;

  /// Throws Error if somebody has moved HEAD since this was opened, or since note_head(): what was computed is about
  /// another state.
  void refuse_moved_head() const;
  /// HEAD is where this process has just put it.
  void note_head();

  /// The project's files that publish() holds against the disk; none if there is no project.
  void watch(std::shared_ptr<FilesRead> files) { m_files_read = std::move(files); }
  FilesRead* files_read() { return m_files_read.get(); }

  /// Takes the run lock and holds it until unlock() or destruction. Throws Error if another run holds it.
  void lock();
  void lock_if_unlocked();
  bool is_locked() const { return m_run_lock != nullptr; }
  /// Whether mlxpatch has ever written to the repository.
  bool has_state() const;
  /// Unlocks, and removes the state directory if no operation has left anything in it.
  void remove_unused_state();
  void unlock() { m_run_lock.reset(); }

 private:
  Names m_names;
  std::string m_head;
  std::shared_ptr<FilesRead> m_files_read;
  std::unique_ptr<git::Repository> m_repository;  ///< the store refers to it, and this may move
  std::unique_ptr<objects::ObjectStore> m_store;
  std::optional<workspace::StateDirectory> m_state;
  std::unique_ptr<workspace::RunLock> m_run_lock;
};

}  // namespace mlxpatch::ops
