#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

namespace mlxpatch::tests {

using Words = std::vector<std::string>;

constexpr int k_killed = 128 + 9;

/// A set-up fork with new upstream commits fetched.
void make_ready(const ForkProject& fork);

/// A fork in which a command is killed. Before each kill it is restored to its first state.
class Victim {
 public:
  Victim(Words command, const std::function<void(const ForkProject&)>& prepare);

  void restore() const;
  Snapshot comparable() const;
  CommandResult strace(const std::string& expression, const Words& command) const;

  /// The numbers of the command's calls (from 1) of a kind whose line has `mark`.
  std::vector<std::size_t> calls(const std::string& call, const std::string& mark) const;
  /// Kills the command at its call of that number. Returns false if it succeeded before that call: how many files it
  /// opens depends on how old git's index says they are, so the last calls of one run can be missing in the next.
  bool kill_at(const std::string& call, std::size_t point) const;
  /// Kills `status`, which recovers first, at its call of that number. Returns false if it ended before that call.
  bool kill_status_at(const std::string& call, const std::string& point) const;

  std::filesystem::path log() const { return fork.world / "strace.log"; }

  ForkProject fork;
  Words words;
  Snapshot before;
  Snapshot after;

 private:
  std::filesystem::path m_kept = fork.world / "kept";
};

}  // namespace mlxpatch::tests
