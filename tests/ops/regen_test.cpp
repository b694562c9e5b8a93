#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/ops/regen.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The times at which the project's files were written: a file that is written again has another one.
std::map<std::string, std::filesystem::file_time_type> times_of(const ForkProject& fork) {
  std::map<std::string, std::filesystem::file_time_type> times;
  times["lock"] = std::filesystem::last_write_time(fork.project / "mlxpatch.lock");
  for (const auto& entry : std::filesystem::directory_iterator(fork.project / "patches")) {
    times[entry.path().filename().string()] = entry.last_write_time();
  }
  return times;
}

}  // namespace

TEST_CASE("regen writes a commit made by hand as a patch that git am applies, and a second regen writes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Have a file of mine\n\nWith a reason.\n");
  const std::string untouched = fork.project.read("patches/serve-more.patch");
  const CommandResult result = fork.done({"regen"});
  golden("regen", shown("mlxpatch regen", result));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  CHECK(fork.project.read("patches/serve-more.patch") == untouched);
  CHECK(
      fork.project.read("patches/series").starts_with("serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n"));
  const auto times = times_of(fork);
  CHECK(times.size() == 6);
  const Snapshot before = fork.snapshot();
  fork.done({"regen"});
  CHECK(times_of(fork) == times);
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("regen --check reports that branch and files differ, with exit code 4, and writes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().write("docs/guide.md", k_guide + "\nRead the log, all of it.\n");
  fork.checkout().git({"commit", "--quiet", "--all", "--amend", "--no-edit"});
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"regen", "--check"});
  expect_exit(result, 4);
  CHECK_THAT(result.out, ContainsSubstring("tell-about-log.patch"));
  CHECK(differences(before, fork.snapshot()) == "");
  const std::string log_requests = fork.project.read("patches/log-requests.patch");
  fork.done({"regen"});
  fork.done({"regen", "--check"});
  CHECK(fork.project.read("patches/log-requests.patch") == log_requests);
  CHECK_THAT(fork.project.read("patches/tell-about-log.patch"), ContainsSubstring("+Read the log, all of it."));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
}

TEST_CASE("regen follows a rebase made by hand: the order and the base") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const GitRepo checkout = fork.checkout();
  checkout.git({"fetch", "--quiet", "upstream"});
  const std::string last = checkout.rev_parse();
  const std::string first = checkout.rev_parse("HEAD~2");
  checkout.git({"reset", "--quiet", "--hard", tip});
  checkout.git({"cherry-pick", last, first, last + "~1"});
  fork.done({"regen"});
  CHECK(fork.project.read("patches/series") == "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring(tip));
  CHECK(tree_by_git_am(fork, tip) == checkout.tree());
  fork.done({"check"});
}

TEST_CASE("regen keeps the comments in the series") {
  const ForkProject fork;
  fork.project.write("patches/series",
                     "# ours alone\nserve-more.patch\n\n# for support\nlog-requests.patch\ntell-about-log.patch\n");
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
  fork.done({"regen"});
  CHECK(
      fork.project.read("patches/series")
          .starts_with("# ours alone\nserve-more.patch\n\n# for support\nlog-requests.patch\ntell-about-log.patch\n"));
}

TEST_CASE("regen does not remove most of the patch files without --force") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"reset", "--quiet", "--hard", "HEAD~2"});
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"regen"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("log-requests.patch") && ContainsSubstring("tell-about-log.patch") &&
                             ContainsSubstring("--force"));
  CHECK(differences(before, fork.snapshot()) == "");
  fork.done({"regen", "--force"});
  CHECK(fork.project.read("patches/series") == "serve-more.patch\n");
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/log-requests.patch"));
}

TEST_CASE("a file that nothing lists is not overwritten by a patch that would get its name") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("one.txt", "one\n", "One");
  fork.project.write("patches/0004-One.patch", "a draft\n");
  fork.project.write("patches/0004-One.patch.mine", "an older draft\n");
  fork.advance_cleanly();
  const bool updates = GENERATE(false, true);
  const CommandResult refused = fork.run({updates ? "update" : "regen"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err,
             ContainsSubstring("patches/0004-One.patch would be overwritten, and series does not list it"));
  CHECK(fork.project.git({"status", "--porcelain", "--", "patches", "mlxpatch.lock"}) ==
        "?? patches/0004-One.patch\n?? patches/0004-One.patch.mine");
  CHECK(fork.project.read("patches/0004-One.patch") == "a draft\n");
  // What it advises works.
  const std::size_t begin = refused.err.find("mv patches/");
  REQUIRE(begin != std::string::npos);
  CommandOptions here;
  here.directory = fork.project.path();
  const std::string move = refused.err.substr(begin, refused.err.find("   ", begin) - begin);
  CHECK(run_command({"sh", "-c", move}, here).exit == 0);
  fork.done({updates ? "update" : "regen"});
  CHECK(fork.project.read("patches/0004-One.patch.mine-2") == "a draft\n");
  CHECK(fork.project.read("patches/0004-One.patch.mine") == "an older draft\n");
  // A file that an export wrote is ours, even where its line has been removed.
  fork.project.write("patches/series", "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  fork.checkout().commit_file("one.txt", "two\n", "x");
  fork.checkout().git({"reset", "--quiet", "--soft", "HEAD~1"});
  fork.checkout().git({"commit", "--quiet", "--amend", "--no-edit"});
  fork.done({"regen"});
  CHECK_THAT(fork.project.read("patches/0004-One.patch"), ContainsSubstring("+two"));
}

TEST_CASE("the audit counts a patch that only got another number as kept") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("one.txt", "one\n", "One");
  fork.checkout().commit_file("two.txt", "two\n", "Two");
  fork.done({"regen"});
  fork.checkout().git({"rebase", "--quiet", "--onto", "HEAD~2", "HEAD~1"});
  fork.done({"regen"});
  ops::RegenOptions options;
  options.numbers = ops::Numbers::renumber;
  const report::Regen result = ops::regen(fork.place(), options, fork.reporter);
  REQUIRE(result.renamed.size() == 1);
  CHECK(result.renamed[0].to == "patches/0004-Two.patch");
  REQUIRE(result.audit);
  CHECK(result.audit->kept == 4);
  CHECK(result.audit->changed == 0);
}

TEST_CASE("regen says that the patch files had changes of their own, and how they come back") {
  const ForkProject fork;
  fork.set_up();
  const std::string before = fork.project.read("patches/serve-more.patch");
  const std::string edited = "An edit of my own.\n" + before;
  fork.project.write("patches/serve-more.patch", edited);
  const CommandResult regen = fork.done({"regen", "--full"});
  CHECK_THAT(regen.out, ContainsSubstring("the patch files had changes that the branch does not have") &&
                            ContainsSubstring("mlxpatch undo"));
  fork.done({"undo"});
  CHECK(fork.project.read("patches/serve-more.patch") == edited);
  fork.project.write("patches/serve-more.patch", before);
  fork.checkout().commit_file("own.txt", "own\n", "Own");
  CHECK_THAT(fork.done({"regen"}).out, !ContainsSubstring("had changes"));
}
