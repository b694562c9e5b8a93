#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::report {

struct Log {
  std::string base;
  std::string tip;
  struct Line {
    CommitLine commit;
    std::vector<std::string> touching;  ///< files of the queue that it changes
  };
  std::vector<Line> commits;
  bool only_touching = false;
  std::size_t of = 0;  ///< commits in all
};

/// An operation that was undone, or done again.
struct Undo {
  enum class Way { back, again } way = Way::back;
  std::string id;
  std::string what;
  std::string tip;
  std::vector<std::string> files;  ///< that have their old content again
  std::vector<std::string> notes;
  std::vector<NextStep> kept{};        ///< what is kept of what was undone, as the commands that show it
  std::vector<std::string> removed{};  ///< files that the operation had added
};

struct History {
  enum class State { done, undone };
  struct Line {
    std::string id;
    std::string date;
    std::string command;
    std::string summary;
    State state = State::done;
  };
  std::vector<Line> operations;  ///< newest first
};

}  // namespace mlxpatch::report
