#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

TEST_CASE("a clean update moves branch, files and lock together") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const std::string status = shown("mlxpatch status", fork.done({"status"}));
  const CommandResult result = fork.done({"update"});
  golden("update", shown("mlxpatch update", result));
  CHECK(fork.checkout().git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.checkout().rev_parse("HEAD~3") == tip);
  CHECK(fork.checkout().status() == "");
  CHECK(tree_by_git_am(fork, tip) == fork.checkout().tree());
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + tip + "\""));
  golden("status", status + shown("mlxpatch status", fork.done({"status"})));
}

TEST_CASE("the replay gives the tree that git rebase gives") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const GitRepo twin = GitRepo::clone(fork.checkout().path().string(), fork.world / "twin");
  twin.git({"fetch", "--quiet", fork.upstream.path().string(), "main"});
  twin.git({"rebase", "--quiet", "--onto", "FETCH_HEAD", fork.base});
  fork.done({"update"});
  CHECK(fork.checkout().tree() == twin.tree());
  CHECK(fork.checkout().tree("HEAD~1") == twin.tree("HEAD~1"));
}

TEST_CASE("a stop reports the patch, the upstream commit, and what to type") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.advance_against_serve_more();
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 3);
  golden("update_stop", shown("mlxpatch update", result));
  golden("status_stop", shown("mlxpatch status", fork.done({"status"})));
  const std::vector<std::string> checkout{"checkout"};
  CHECK(differences(without(before, checkout), without(fork.snapshot(), checkout)) == "");
}

TEST_CASE("an update with nothing new changes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.done({"update"});
  CHECK(differences(before, fork.snapshot()) == "");
  CHECK_THAT(result.out, ContainsSubstring("up to date"));
}

TEST_CASE("a dry run reports what would happen and changes nothing but what was fetched") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  fork.done({"update", "--dry-run"});
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
  fork.advance_against_log_requests();
  const CommandResult result = fork.run({"update", "--dry-run"});
  expect_exit(result, 4);
  CHECK_THAT(result.out, ContainsSubstring("log-requests") && ContainsSubstring("conflict"));
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
}

TEST_CASE("update --to stops at a commit or a tag; --no-fetch uses only what has been fetched") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.commit_file("README.md", "An app of ours.\n", "Tell whose it is (#4)");
  fork.upstream.git({"tag", "-a", "-m", "Second", "v2.0"});
  const std::string tagged = fork.upstream.rev_parse();
  const std::string tip = fork.advance_against_serve_more();
  fork.done({"update", "--no-fetch"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
  // An id is not said twice.
  CHECK_THAT(fork.done({"update", "--to", tagged.substr(0, 7), "--dry-run"}).out,
             StartsWith("An update to " + tagged.substr(0, 8) + " would give"));
  CHECK_THAT(fork.done({"update", "--to", "v2.0"}).out, ContainsSubstring("on v2.0 " + tagged.substr(0, 8)));
  CHECK(fork.checkout().rev_parse("HEAD~3") == tagged);
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("v2.0"));
  const CommandResult unknown = fork.run({"update", "--to", "v3.0"});
  CHECK(unknown.exit != 0);
  CHECK_THAT(unknown.err, ContainsSubstring("v3.0"));
  expect_exit(fork.run({"update", "--to", tip}), 3);
}

TEST_CASE("update --to does not take the queue's own commits for upstream's") {
  const ForkProject fork;
  fork.set_up();
  const std::string patches = fork.project.read("patches/series");
  const CommandResult onto_itself = fork.run({"update", "--to", "local-patches"});
  expect_exit(onto_itself, 1);
  CHECK_THAT(onto_itself.err, ContainsSubstring("has commits of the queue itself"));
  CHECK(fork.run({"update", "--to", fork.checkout().rev_parse("HEAD~1")}).exit == 1);
  CHECK(fork.project.read("patches/series") == patches);
}

TEST_CASE("a patch that upstream has taken leaves the queue, and is named with upstream's commit") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.git({"am", "--quiet", (fork.project / "patches/serve-more.patch").string()});
  const std::string taken = fork.upstream.rev_parse();
  const std::string tip = fork.advance_cleanly();
  const CommandResult result = fork.done({"update"});
  CHECK_THAT(result.out, ContainsSubstring("serve-more") && ContainsSubstring(taken.substr(0, 7)));
  CHECK(fork.project.read("patches/series") == "log-requests.patch\ntell-about-log.patch\n");
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/serve-more.patch"));
  CHECK(fork.checkout().rev_parse("HEAD~2") == tip);
  CHECK(tree_by_git_am(fork, tip) == fork.checkout().tree());
}

TEST_CASE("update does not remove most of the patch files without --force") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  fork.checkout().git({"reset", "--quiet", "--hard", "HEAD~2"});
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  const CommandResult refused = fork.run({"update"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("log-requests.patch") && ContainsSubstring("tell-about-log.patch") &&
                              ContainsSubstring("mlxpatch update --force"));
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
  fork.done({"update", "--force"});
  CHECK(fork.project.read("patches/series") == "serve-more.patch\n");
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/log-requests.patch"));
  CHECK(tree_by_git_am(fork, tip) == fork.checkout().tree());
}

TEST_CASE("a pick does not remove most of the patch files either, and names the command that may") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().git({"reset", "--quiet", "--hard", "HEAD~2"});
  const CommandResult refused = fork.run({"pick", "upstream/main"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("mlxpatch regen --force"));
  CHECK(std::filesystem::exists(fork.project / "patches/log-requests.patch"));
  fork.done({"regen", "--force"});
  fork.done({"pick", "upstream/main"});
  CHECK(fork.checkout().git({"show", "--format=", "--name-only", "HEAD"}) == "docs/more.md");
}

TEST_CASE("patches that upstream has taken need no --force, however many there are") {
  const ForkProject fork;
  fork.set_up();
  for (const char* name : {"serve-more.patch", "log-requests.patch", "tell-about-log.patch"}) {
    fork.upstream.git({"am", "--quiet", (fork.project / "patches" / name).string()});
  }
  fork.done({"update"});
  CHECK(fork.checkout().rev_parse() == fork.upstream.rev_parse());
}

TEST_CASE("update does not write over patch files that were edited by hand") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  std::string patch = fork.project.read("patches/serve-more.patch");
  patch.replace(patch.find("+SIZE = 100"), 11, "+SIZE = 500");
  fork.project.write("patches/serve-more.patch", patch);
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("serve-more.patch") && ContainsSubstring("mlxpatch setup"));
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
}

TEST_CASE("what a sparse checkout leaves out is no change") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"sparse-checkout", "set", "--no-cone", "/*", "!/README.md"});
  CHECK(fork.checkout().status().empty());
  fork.advance_cleanly();
  CHECK(fork.done({"status"}).out.find("not committed") == std::string::npos);
  fork.done({"update"});
  CHECK_FALSE(std::filesystem::exists(fork.checkout_path() / "README.md"));
  CHECK(fork.checkout().status().empty());
}

TEST_CASE("an untracked file is in the way of upstream's new one even if it is equal, for an undo would remove it") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.commit_file("new.txt", "new\n", "Add a file");
  fork.checkout().write("new.txt", "new\n");
  const Snapshot before = fork.snapshot();
  const CommandResult refused = fork.run({"update"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("app-repo/new.txt") && ContainsSubstring("move untracked files away"));
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  CHECK(differences(without(before, fetched), without(fork.snapshot(), fetched)) == "");
  std::filesystem::rename(fork.checkout_path() / "new.txt", fork.project / "mine.txt");
  fork.done({"update"});
  fork.done({"undo"});
  CHECK_FALSE(std::filesystem::exists(fork.checkout_path() / "new.txt"));
}
