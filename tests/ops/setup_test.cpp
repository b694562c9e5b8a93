#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("setup clones, names the remote upstream, and commits every patch on the base") {
  const ForkProject fork;
  fork.advance_cleanly();
  const CommandResult result = fork.done({"setup"});
  const GitRepo checkout = fork.checkout();
  CHECK(checkout.git({"remote"}) == "upstream");
  CHECK(checkout.git({"remote", "get-url", "upstream"}) == fork.upstream.path().string());
  CHECK(checkout.git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(checkout.rev_parse("HEAD~3") == fork.base);
  CHECK(checkout.log("HEAD~3..HEAD") == std::vector<std::string>{"Tell about the log", "Log requests", "Serve more"});
  CHECK(checkout.git({"log", "-1", "--format=%an <%ae> %at", "HEAD~2"}).starts_with("Paula Patch <paula@example.com>"));
  CHECK(checkout.tree() == tree_by_git_am(fork, fork.base));
  CHECK(checkout.status() == "");
  CHECK_THAT(result.out + result.err, ContainsSubstring(".gitignore"));
  CHECK(fork.project.read(".gitignore") == "/app-repo/\n");
  CHECK(fork.project.status() == "?? .gitignore");
  CHECK(checkout.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("a second setup changes nothing and says so") {
  const ForkProject fork;
  fork.set_up();
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.done({"setup"});
  CHECK_THAT(result.out, ContainsSubstring("already"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("a .gitignore that has the line, or has no line end, is kept") {
  const ForkProject fork;
  fork.project.write(".gitignore", "*.tmp");
  fork.set_up();
  CHECK(fork.project.read(".gitignore") == "*.tmp\n/app-repo/\n");
  fork.done({"setup", "--fresh"});
  CHECK(fork.project.read(".gitignore") == "*.tmp\n/app-repo/\n");
}

TEST_CASE("setup resumes where a clone was cut off") {
  const ForkProject fork;
  fork.project.write("app-repo/.mlxpatch-clone/objects/pack/tmp_pack_1", "half a pack");
  fork.set_up();
  CHECK(fork.checkout().rev_parse("local-patches~3") == fork.base);
  CHECK(fork.checkout().status() == "");
}

TEST_CASE("setup makes a branch that is missing") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.checkout().rev_parse();
  fork.checkout().git({"checkout", "--quiet", "--detach", fork.base});
  fork.checkout().git({"branch", "-D", "local-patches"});
  fork.set_up();
  CHECK(fork.checkout().git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.checkout().rev_parse() == tip);
  CHECK(fork.checkout().status() == "");
}

TEST_CASE("setup does not build over commits that no file has; with --fresh it keeps them on another branch") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine alone");
  const std::string tip = fork.checkout().rev_parse();
  const Snapshot before = fork.snapshot();
  const CommandResult refused = fork.run({"setup"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err,
             ContainsSubstring("local-patches") && ContainsSubstring("mlxpatch regen") && ContainsSubstring("--fresh"));
  CHECK(differences(before, fork.snapshot()) == "");

  const CommandResult fresh = fork.done({"setup", "--fresh"});
  const std::string kept = "local-patches-before-" + tip.substr(0, 7);
  CHECK_THAT(fresh.out + fresh.err, ContainsSubstring(kept));
  CHECK(fork.checkout().log("--branches=" + kept + "*", "%H").front() == tip);
  CHECK(fork.checkout().rev_parse("local-patches~3") == fork.base);
  CHECK_FALSE(std::filesystem::exists(fork.checkout() / "mine.py"));
}

TEST_CASE("setup does not empty the branch because the patch files are gone") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.checkout().git({"rev-parse", "local-patches"});
  fork.project.write("patches/series", "");
  const CommandResult refused = fork.run({"setup"});
  expect_exit(refused, 1);
  CHECK(refused.err.find("lists 0 patches, and the branch local-patches has 3") != std::string::npos);
  CHECK(fork.checkout().git({"rev-parse", "local-patches"}) == tip);
  fork.done({"setup", "--fresh"});
  fork.done({"undo"});
  CHECK(fork.checkout().git({"rev-parse", "local-patches"}) == tip);
}

TEST_CASE("setup does not leave commits behind that no branch has") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"checkout", "--quiet", "--detach"});
  const std::string own = fork.checkout().commit_file("own", "mine\n", "My work");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"setup"}, {"setup", "--fresh"}}) {
    const CommandResult refused = fork.run(words);
    expect_exit(refused, 1);
    CHECK(refused.err.find("which is on no branch") != std::string::npos);
    CHECK(fork.checkout().git({"rev-parse", "HEAD"}) == own);
  }
}

TEST_CASE("a series with the markers of a merge is named, and regen removes no file that it lists") {
  const ForkProject fork;
  fork.set_up();
  const std::string series = fork.project.read("patches/series");
  fork.project.write("patches/theirs.patch", "a colleague's\n");
  fork.project.write("patches/series", "<<<<<<< HEAD\n" + series + "=======\ntheirs.patch\n>>>>>>> their\n");
  for (const char* command : {"status", "regen", "check", "setup"}) {
    const CommandResult refused = fork.run({command});
    INFO(command << ": " << refused.err);
    CHECK(refused.exit != 0);
    CHECK((refused.out + refused.err).find("markers of an unresolved git merge") != std::string::npos);
    CHECK(fork.project.read("patches/theirs.patch") == "a colleague's\n");
  }
}

TEST_CASE("regen after setup writes nothing") {
  const ForkProject fork;
  fork.set_up();
  const Snapshot before = without(fork.snapshot(), {"checkout ref refs/mlxpatch/"});
  fork.done({"regen", "--check"});
  fork.done({"regen"});
  CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/mlxpatch/"})) == "");
}

TEST_CASE("setup rebuilds the branch after the project's patch files have changed") {
  const ForkProject fork;
  fork.set_up();
  std::string patch = fork.project.read("patches/serve-more.patch");
  patch.replace(patch.find("+SIZE = 100"), 11, "+SIZE = 500");
  fork.project.write("patches/serve-more.patch", patch);
  fork.set_up();
  CHECK(fork.checkout().show("HEAD", "server.py").find("SIZE = 500") != std::string::npos);
  CHECK(fork.checkout().tree() == tree_by_git_am(fork, fork.base));
}

TEST_CASE("without a lock file setup finds the base from the patches, and pins it") {
  const ForkProject fork;
  fork.advance_against_serve_more();
  fork.project.remove("mlxpatch.lock");
  fork.set_up();
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + fork.base + "\""));
}

TEST_CASE("setup --upstream accepts another address, and a path relative to the current directory") {
  const ForkProject fork;
  GitRepo::clone(fork.upstream.path().string(), fork.world / "mirror", {"--bare"});
  fork.done({"setup", "--upstream", "../mirror"});
  CHECK(fork.checkout().git({"remote", "get-url", "upstream"}) == (fork.world / "mirror").string());
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
}

TEST_CASE("a setup that only records the new names of patch files says so") {
  const ForkProject fork;
  fork.set_up();
  fork.project.git({"mv", "patches/serve-more.patch", "patches/more.patch"});
  fork.project.write("patches/series", "more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  const std::string history = fork.done({"history"}).out;
  const std::string first = fork.done({"setup"}).out;
  CHECK((fork.done({"history"}).out != history) == (first.find("nothing was changed") == std::string::npos));
  CHECK(fork.done({"setup"}).out.find("nothing was changed") != std::string::npos);
}

TEST_CASE("setup says how to keep a commit that lost its branch, and then goes on") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  const std::string own = checkout.commit_file("own.txt", "own\n", "Own");
  checkout.git({"checkout", "--quiet", "--detach"});
  checkout.git({"branch", "--quiet", "-D", "local-patches"});
  const CommandResult refused = fork.run({"setup"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("git -C app-repo branch keep " + own.substr(0, 8)));
  checkout.git({"branch", "keep", own});
  fork.done({"setup"});
  CHECK(checkout.rev_parse("keep") == own);
}
