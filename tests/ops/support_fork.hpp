#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

/// Everything that a command may change, by name: HEAD, refs, configuration, index, stopped operations, and every file
/// in the checkout and in the project outside of their .git folders with its kind, permissions and bytes.
using Snapshot = std::map<std::string, std::string>;

/// The snapshot without the entries whose names begin so.
Snapshot without(Snapshot snapshot, const std::vector<std::string>& beginnings);

/// One line for each entry that came, went or changed; "" where both are equal.
std::string differences(const Snapshot& before, const Snapshot& after);

/// A sealed world with an upstream that git made and a project, itself in git, that keeps three patches on it. The
/// patches are the bytes that `git format-patch` writes. Nothing is set up yet. Commands run in the project's folder.
class Fork {
 public:
  Fork();

  World world;
  GitRepo upstream;
  std::string base;  ///< the upstream commit that the patches are made for
  GitRepo project;

  GitRepo checkout() const { return GitRepo(project / "app-repo"); }
  /// mlxpatch.toml with these lines at its end.
  void write_config(const std::string& more = "") const;

  CommandResult run(const std::vector<std::string>& words) const;
  /// Runs, and requires that it ends with 0.
  CommandResult done(const std::vector<std::string>& words) const;
  void set_up() const { done({"setup"}); }

  /// Three upstream commits that no patch minds. Returns the tip.
  std::string advance_cleanly() const;
  /// An upstream commit that rewrites the line of the patch "serve-more". Returns it.
  std::string advance_against_serve_more() const;
  /// An upstream commit that rewrites the line of the patch "log-requests". Returns it.
  std::string advance_against_log_requests() const;
  /// Set up, and stopped in `update` at the patch "serve-more".
  void stop_at_serve_more() const;
  /// At that stop: writes the resolution and marks it as resolved.
  void resolve_serve_more() const;
  /// At a stop of "log-requests": the same.
  void resolve_log_requests() const;

  Snapshot snapshot() const;

 private:
  void begin_upstream() const;
  void write_patches() const;
};

/// Requires an exit code; a failure shows all that was printed.
void expect_exit(const CommandResult& result, int exit);

/// What a command printed, for golden(): no id in it stands for itself.
std::string shown(std::string_view command, const CommandResult& result);

/// The new branch's tree, as real `git am` makes it of the project's patch files, in their order, on `commit`.
std::string tree_by_git_am(const Fork& fork, const std::string& commit);

extern const std::string k_server;
extern const std::string k_cache;
extern const std::string k_guide;

}  // namespace mlxpatch::tests
