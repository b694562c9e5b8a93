#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "fork/files_read.hpp"

namespace mlxpatch::ops {

/// The project in which a command runs, as read from its files.
struct Project {
  workspace::Config config;
  std::optional<workspace::Lock> lock;
  std::filesystem::path here{};  ///< where the person is; empty: in the project
  std::shared_ptr<FilesRead> files_read = std::make_shared<FilesRead>();  ///< of all copies

  /// A path of the project as it is typed there.
  std::string shown(const std::filesystem::path& path) const;
  /// The checkout's, for `git -C`; empty if that is where the person is.
  std::string shown_checkout() const;
};

/// Reads the lock, and notes what is in it. Throws Error.
std::optional<workspace::Lock> read_lock(const Project& project);

/// Reads the configuration (--config, or the nearest mlxpatch.toml upwards) and the lock file. Throws Error(usage).
Project open_project(const Invocation& invocation);

/// Throws Error(usage) if the checkout, the patch directory or anything below that is a symbolic link, or if the
/// checkout's ".git" leads to a repository that does not know of it. open_project() has asked that.
void refuse_links(const Project& project);

/// Whether the checkout directory has a repository, that is, a complete clone.
bool has_checkout(const Project& project);

/// The project's .gitignore with a line added for `directory`. std::nullopt if no line is needed: the project is in no
/// git repository, or .gitignore lists the directory already.
std::optional<std::string> gitignore_with(const Project& project, const std::string& directory);

/// After a setup that failed, for the run that made the clone: it stays, for the next try, and is kept out of the
/// project's own repository. An interrupt leaves everything as before: then it is removed.
void leave_new_clone(const Project& project, ErrorKind why);

}  // namespace mlxpatch::ops
