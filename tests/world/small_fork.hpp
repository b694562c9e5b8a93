#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Upstream with one commit, and a project with a patch for it, all of whose commands are run as a person runs them.
class SmallFork {
 public:
  /// `init_options` are for upstream's repository.
  explicit SmallFork(const std::vector<std::string>& init_options = {});

  World world;
  GitRepo upstream;
  GitRepo project;

  std::filesystem::path checkout_path() const { return project / "fork"; }
  GitRepo checkout() const { return GitRepo(checkout_path()); }

  /// Writes mlxpatch.toml.
  void follow(const std::string& url, const std::string& with = "auto") const;
  CommandResult run(const std::vector<std::string>& words) const { return run_mlxpatch(words, project.path()); }
  /// Runs, and throws unless it ends with 0.
  CommandResult done(const std::vector<std::string>& words) const;
  /// Two commits upstream, with which the patch merges.
  void advance() const;

  /// What a refused command must leave as it is: the checkout's refs, files and address, and the project's files.
  std::string state() const;
  /// Runs, requires exit code 1, that nothing has changed, and each of these words in the message, in which the world's
  /// directory is $WORLD.
  void check_refused(const std::vector<std::string>& command, const std::vector<std::string>& words) const;
};

}  // namespace mlxpatch::tests
