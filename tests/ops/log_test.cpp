#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/ops/log.hpp>
#include <mlxpatch/report/history.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

std::vector<std::string> subjects(const report::Log& log) {
  std::vector<std::string> all;
  all.reserve(log.commits.size());
  for (const report::Log::Line& line : log.commits) all.push_back(line.commit.subject);
  return all;
}

constexpr ops::LogOptions k_touching{ops::LogOptions::Filter::touching};

}  // namespace

TEST_CASE("the log lists upstream's commits after the base, newest first, as git does") {
  ForkProject fork;
  const std::string tip = fork.advance_cleanly();
  fork.set_up();
  const report::Log log = ops::log(fork.place(), {}, fork.reporter);
  CHECK(log.base == fork.base);
  CHECK(log.tip == tip);
  CHECK(log.of == 3);
  CHECK(subjects(log) == fork.upstream.log(fork.base + ".." + tip));
  CHECK(log.commits[0].commit.number == 6);
}

TEST_CASE("commits that change a file of the queue are marked, and --touching lists only those") {
  ForkProject fork;
  fork.advance_cleanly();
  fork.set_up();
  const report::Log all = ops::log(fork.place(), {}, fork.reporter);
  REQUIRE(all.commits.size() == 3);
  CHECK(all.commits[0].touching.empty());
  CHECK(all.commits[1].touching == std::vector<std::string>{"server.py"});
  CHECK(all.commits[2].touching.empty());

  const report::Log touching = ops::log(fork.place(), k_touching, fork.reporter);
  CHECK(subjects(touching) == std::vector<std::string>{"Say it better (#5)"});
  CHECK(touching.of == 3);
  CHECK(touching.only_touching);
}

TEST_CASE("a commit of the branch counts as part of the queue before it is in a file") {
  ForkProject fork;
  fork.advance_cleanly();
  fork.set_up();
  fork.checkout().commit_file("README.md", "An app, patched.\n", "Tell that it is patched");
  const report::Log log = ops::log(fork.place(), k_touching, fork.reporter);
  CHECK(subjects(log) == std::vector<std::string>{"Say it better (#5)", "Tell whose it is (#4)"});
}

TEST_CASE("a merge touches a file only if its version is that of none of its parents") {
  ForkProject fork;
  fork.advance_cleanly();
  fork.upstream.git({"checkout", "-q", "-b", "side", fork.base});
  fork.upstream.commit_file("server.py", replaced(k_server, "\"starting\"", "\"starting up\""), "Start up");
  fork.upstream.checkout("main");
  fork.upstream.git({"merge", "-q", "--no-edit", "side"});
  fork.set_up();
  const report::Log log = ops::log(fork.place(), k_touching, fork.reporter);
  // The merge took server.py from both sides and so has a version of its own.
  CHECK(subjects(log).size() == 3);
  fork.upstream.git({"checkout", "-q", "-b", "other", "main~1"});
  fork.upstream.commit_file("server.py", "pass\n", "All new");
  fork.upstream.checkout("main");
  fork.upstream.git({"merge", "-q", "--no-ff", "-s", "ours", "--no-edit", "other"});
  fork.checkout().git({"fetch", "-q", "upstream"});
  const std::vector<std::string> after = subjects(ops::log(fork.place(), k_touching, fork.reporter));
  CHECK(after.size() == 4);
  CHECK(std::ranges::find(after, "Merge branch 'other'") == after.end());
}
