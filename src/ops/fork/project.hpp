#pragma once

#include <optional>
#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

namespace mlxpatch::ops {

/// The project that a command was called in, as its files tell.
struct Project {
  workspace::Config config;
  std::optional<workspace::Lock> lock;
};

/// Reads the configuration (--config, else by walking up) and the lock file. Throws Error(usage).
Project open_project(const Invocation& invocation);

/// Whether the checkout's folder holds a repository (a clone that ended).
bool has_checkout(const Project& project);

/// Adds a line for a folder of the project to its .gitignore, where the project lies in a git repository that does not
/// ignore the folder yet. Returns the new content, or nothing where none is needed.
std::optional<std::string> gitignore_with(const Project& project, const std::string& directory);

}  // namespace mlxpatch::ops
