#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "sandbox.hpp"

namespace mlxpatch::bench {

enum class Side { ours, peer };

/// One program on one task. All who do a task start from the same state; the task's first contender is ours, and the
/// others are compared with it.
struct Contender {
  std::string task;  ///< what is done, for the table
  std::string name;  ///< who does it, for the table and --only
  Side side = Side::peer;
  std::string absent;  ///< why it can't run here; empty: it can
  std::set<int> good_exits{0};

  std::function<void()> prepare;    ///< not measured
  std::filesystem::path directory;  ///< where the command runs
  std::vector<std::string> command;

  /// What came out, given what the command printed: a tree, or words. Unset: nothing to compare.
  std::function<std::string(const std::filesystem::path& log)> result;
  std::string expected;
};

/// Where contenders run, and on what.
struct Arena {
  Sandbox& sandbox;
  std::filesystem::path mlxpatch;  ///< our program
  std::filesystem::path scratch;   ///< a folder for what they need besides
  std::size_t patches = 0;         ///< which of the queues
};

/// The queue from the base to the tip.
std::vector<Contender> replay_contenders(const Arena& arena);
/// A real queue from the base to the tip, by those who can leave out what conflicts.
std::vector<Contender> real_contenders(const Arena& arena);
/// Which upstream commits break a queue that has conflicts.
std::vector<Contender> culprit_contenders(const Arena& arena);
/// Patch files to commits, where they were made and on the tip, and commits to patch files.
std::vector<Contender> patch_file_contenders(const Arena& arena);
/// What it costs to start, and to be asked how things stand.
std::vector<Contender> status_contenders(const Arena& arena);
/// Our commands that look at all refs.
std::vector<Contender> tag_contenders(const Arena& arena);

}  // namespace mlxpatch::bench
