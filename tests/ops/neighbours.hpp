#pragma once

#include <string>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

namespace mlxpatch::tests {

/// Whether the system has a program of this name.
inline bool has_program(const std::string& name) {
  return run_command({"sh", "-c", "command -v \"$1\" >/dev/null", "sh", name}).exit == 0;
}

/// Changes beside those that the fork's patches make, as commits of a clone at the patches' base: a file that moves, a
/// link, an executable, an empty file, an odd subject.
inline GitRepo clone_with_own_commits(const ForkProject& fork) {
  GitRepo maker = GitRepo::clone(fork.upstream.path().string(), fork.world / "maker");
  maker.git({"checkout", "--quiet", "-B", "mine", fork.base});
  std::string song;
  for (int line = 1; line <= 30; ++line) song += "line " + std::to_string(line) + "\n";
  maker.write("songs/first", song);
  maker.write_executable("tools/run", "#!/bin/sh\nexit 0\n");
  maker.write("tools/empty", "");
  maker.commit("fix: a song, and a tool to sing it\n\nIt has thirty lines.\n");
  maker.git({"mv", "songs/first", "second"});
  maker.write("second", song + "one more\n");
  maker.commit("Übung: move the song");
  maker.symlink("link", "second");
  maker.commit("[WIP] Link to it");
  return maker;
}

}  // namespace mlxpatch::tests
