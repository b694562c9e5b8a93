#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "recording_reporter.hpp"
#include "snapshot.hpp"

namespace mlxpatch::tests {

/// A sealed world with an upstream that git made and a project, itself in git, that keeps a fork of it: three patches,
/// as `git format-patch` writes them, for the last upstream commit. Nothing is set up yet.
class ForkProject {
 public:
  ForkProject();

  World world;
  GitRepo upstream;
  std::string base;  ///< the upstream commit that the patches are made for
  GitRepo project;
  RecordingReporter reporter;  ///< of the operations that are called in this process

  std::filesystem::path checkout_path() const { return project / "app-repo"; }
  GitRepo checkout() const { return GitRepo(checkout_path()); }
  /// Writes mlxpatch.toml, with these lines at its end.
  void write_config(const std::string& more = "") const;

  /// Runs the program in the project's directory.
  CommandResult run(const std::vector<std::string>& words) const;
  /// Runs, and requires that it ends with 0.
  CommandResult done(const std::vector<std::string>& words) const;
  void set_up() const { done({"setup"}); }

  /// Where the operations that are called in this process run.
  ops::Invocation place() const { return {project.path(), {}}; }

  /// Adds three upstream commits with which every patch merges. Returns the tip.
  std::string advance_cleanly() const;
  /// Adds an upstream commit that rewrites the line of the patch "serve-more". Returns it.
  std::string advance_against_serve_more() const;
  /// Adds an upstream commit that rewrites the line of the patch "log-requests". Returns it.
  std::string advance_against_log_requests() const;
  /// Sets the fork up and updates it until it stops at the patch "serve-more".
  void stop_at_serve_more() const;
  /// At that stop: writes the resolution and marks it as resolved.
  void resolve_serve_more() const;
  /// At a stop at "log-requests": the same.
  void resolve_log_requests() const;

  /// The bytes of a patch file, by its name without ".patch".
  std::string patch(const std::string& name) const { return project.read("patches/" + name + ".patch"); }
  /// Checks that the patch files apply to the base by `git am`, end at the branch's tree, and are as `regen` writes
  /// them.
  void check_files() const;

  Snapshot snapshot() const;
  /// Requires that the command ends with this exit code, changes nothing, and says all of these on stderr.
  void refuses(const std::vector<std::string>& words, int exit, const std::vector<std::string>& said) const;

 private:
  void begin_upstream() const;
  void write_patches() const;
};

/// Requires an exit code; a failure shows all that was printed.
void expect_exit(const CommandResult& result, int exit);

/// What a command printed, for golden(), with every id hidden.
std::string shown(std::string_view command, const CommandResult& result);

/// The clone, in the fork's world, in which tree_by_git_am() ran last.
inline constexpr const char* k_clone_of_git_am = "clone-of-git-am";

/// The tree that `git am` makes of these mails on an upstream commit.
std::string tree_by_git_am(const ForkProject& fork, const std::string& commit, const std::vector<std::string>& files);
/// The same of the project's patch files, in the order of the series.
std::string tree_by_git_am(const ForkProject& fork, const std::string& commit);

// The files of upstream's commits.
extern const std::string k_server;
extern const std::string k_cache;
extern const std::string k_guide;

}  // namespace mlxpatch::tests
