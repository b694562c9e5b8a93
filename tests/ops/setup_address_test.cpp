#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

std::string url_of(const ForkProject& fork) { return fork.checkout().git({"remote", "get-url", "upstream"}); }

/// The configuration of the fork, with another address.
void change_url(const ForkProject& fork, const std::string& url) {
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + url + "\"\n\n[checkout]\ndir = \"app-repo\"\n");
}

/// A repository with the upstream's history and one more commit.
GitRepo moved_upstream(const ForkProject& fork) {
  GitRepo moved = GitRepo::clone(fork.upstream.path().string(), fork.world / "moved");
  moved.commit_file("news.md", "News.\n", "Only at the new address");
  return moved;
}

/// What a failed setup must not change: refs and address of the checkout, and the project's files.
std::string state(const ForkProject& fork) {
  return fork.checkout().git({"for-each-ref"}) + "\n" + url_of(fork) + "\n" + fork.checkout().status() + "\n" +
         fork.project.status();
}

}  // namespace

TEST_CASE("setup leaves nothing of an upstream that is still empty, and clones it later") {
  const ForkProject fork;
  const GitRepo later = GitRepo::init(fork.world / "later");
  change_url(fork, later.path().string());
  fork.project.write("patches/series", "");
  fork.project.remove("mlxpatch.lock");
  const CommandResult empty = fork.run({"setup"});
  CHECK(empty.exit == 1);
  CHECK_THAT(empty.err, ContainsSubstring("no branch at all") && ContainsSubstring("run the command again"));
  CHECK_FALSE(std::filesystem::exists(fork.project / "app-repo"));

  const std::string first = later.commit_file("file.txt", "text\n", "First");
  fork.set_up();
  CHECK(fork.checkout().rev_parse("local-patches") == first);
  CHECK(fork.checkout().read("file.txt") == "text\n");
}

TEST_CASE("setup fetches a branch that upstream did not have when it was cloned") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.git({"branch", "release"});
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + fork.upstream.path().string() +
                                          "\"\nbranch = \"release\"\n[checkout]\ndir = \"app-repo\"\n");
  fork.set_up();
  CHECK(fork.checkout().rev_parse("upstream/release") == fork.base);
  fork.done({"status"});
}

TEST_CASE("a setup with an address that can't be used changes nothing") {
  const ForkProject fork;
  fork.set_up();
  const std::string before = state(fork);
  std::string address;
  SECTION("where nothing is") { address = (fork.world / "nothing").string(); }
  SECTION("of another project, whose branches and tags take the place of upstream's") {
    const GitRepo other = GitRepo::init(fork.world / "other", "trunk");
    other.commit_file("other.txt", "other\n", "Other");
    other.git({"tag", "v1.0"});
    address = other.path().string();
  }
  SECTION("of a repository without any commit") { address = GitRepo::init(fork.world / "empty").path().string(); }
  const CommandResult result = fork.run({"setup", "--upstream", address});
  CHECK(result.exit != 0);
  CHECK(state(fork) == before);
  fork.upstream.commit_file("more.md", "More.\n", "More");
  fork.done({"update"});
}

TEST_CASE("a first setup from the wrong repository is put right by a second one") {
  const ForkProject fork;
  const GitRepo other = GitRepo::init(fork.world / "other");
  other.commit_file("other.txt", "other\n", "Other");
  CHECK(fork.run({"setup", "--upstream", other.path().string()}).exit != 0);
  fork.set_up();
  CHECK(url_of(fork) == fork.upstream.path());
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
}

TEST_CASE("setup follows an upstream.url that was changed, and update says that it does not") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo moved = moved_upstream(fork);
  change_url(fork, moved.path().string());
  const CommandResult update = fork.done({"update"});
  CHECK_THAT(update.err, ContainsSubstring("upstream.url") && ContainsSubstring(moved.path().string()) &&
                             ContainsSubstring("run mlxpatch setup"));
  const CommandResult setup = fork.done({"setup"});
  CHECK(url_of(fork) == moved.path());
  CHECK_THAT(setup.out, ContainsSubstring("was " + fork.upstream.path().string() + " before"));
  CHECK(fork.checkout().rev_parse("upstream/main") == moved.rev_parse());
  CHECK_THAT(fork.done({"setup"}).out, ContainsSubstring("nothing was changed"));
}

TEST_CASE("setup keeps the address of an earlier --upstream, and names the configured one") {
  const ForkProject fork;
  GitRepo::clone(fork.upstream.path().string(), fork.world / "mirror", {"--bare"});
  fork.done({"setup", "--upstream", "../mirror"});
  const CommandResult again = fork.done({"setup"});
  CHECK(url_of(fork) == (fork.world / "mirror").string());
  CHECK_THAT(again.out, ContainsSubstring("mlxpatch setup --upstream " + fork.upstream.path().string()));
}

TEST_CASE("setup writes a lost lock again, with the base of the branch") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"regen"});
  // The patches fit this commit as well, and it is newer.
  fork.upstream.commit_file("more.md", "More.\n", "More");
  fork.checkout().git({"fetch", "-q", "upstream"});
  fork.project.remove("mlxpatch.lock");
  const std::string tip = fork.checkout().rev_parse();
  const CommandResult result = fork.done({"setup"});
  CHECK_THAT(result.out, ContainsSubstring("mlxpatch.lock was missing"));
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("base = \"" + fork.base + "\""));
  CHECK(fork.checkout().rev_parse() == tip);
  CHECK_THAT(fork.done({"setup"}).out, ContainsSubstring("nothing was changed"));
}

TEST_CASE("without an identity setup clones nothing") {
  ForkProject fork;
  fork.world.forget_identity();
  const CommandResult result = fork.run({"setup"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("git config --global user.name"));
  CHECK_FALSE(fs::exists(fork.checkout_path()));
  CHECK(fork.project.status() == "");
}

TEST_CASE("an identity that the user's configuration gives for this place alone is enough") {
  ForkProject fork;
  fork.world.forget_identity();
  write_bytes(fork.world.home() / "mine", "[user]\n\tname = Mia Mine\n\temail = mia@example.com\n");
  write_bytes(fork.world.home() / ".gitconfig", read_bytes(fork.world.home() / ".gitconfig") +
                                                    "[includeIf \"gitdir:" + fork.project.path().string() +
                                                    "/\"]\n\tpath = " + (fork.world.home() / "mine").string() + "\n");
  fork.set_up();
  CHECK(fork.checkout().git({"log", "-1", "--format=%cn"}) == "Mia Mine");
}

TEST_CASE("a clone that stays after a failed setup is kept out of the project's own repository") {
  const ForkProject fork;
  fork.project.write("patches/serve-more.patch",
                     "From: A <a@example.com>\nSubject: [PATCH] Wrong\n\n---\n"
                     "--- a/server.py\n+++ b/server.py\n@@ -1 +1 @@\n-not there\n+x\n");
  expect_exit(fork.run({"setup"}), 1);
  CHECK(fs::exists(fork.checkout_path() / ".git"));
  CHECK(fork.project.try_git({"check-ignore", "-q", "app-repo/"}).exit == 0);
}

TEST_CASE("no command shows the password of an address") {
  const ForkProject fork;
  fork.set_up();
  const std::string url = "http://bob:TOPSECRET@127.0.0.1:1/x";
  fork.checkout().git({"remote", "set-url", "upstream", url});
  std::string said;
  const auto note = [&](const CommandResult& result) { said += result.out + result.err; };
  for (const char* command : {"setup", "status", "doctor", "check", "update"}) {
    note(fork.run({command}));
    note(fork.run({command, "--json"}));
  }
  note(fork.run({"-v", "update"}));
  note(fork.run({"setup", "--upstream", url}));
  change_url(fork, url);
  for (const char* command : {"setup", "doctor", "update"}) note(fork.run({command}));
  fs::create_directories(fork.world / "new");
  note(run_mlxpatch({"init", url}, fork.world / "new"));
  CHECK_THAT(said, ContainsSubstring("bob:***@127.0.0.1"));
  CHECK_THAT(said, !ContainsSubstring("TOPSECRET"));
}

TEST_CASE("setup refuses an upstream that has nothing in common with the branch, and changes nothing") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo other = GitRepo::init(fork.world / "other");
  other.commit_file("other.txt", "other\n", "Other");
  const std::string address = other.path().string();
  std::string before;
  CommandResult result;
  SECTION("of --upstream") {
    before = state(fork);
    result = fork.run({"setup", "--upstream", address});
  }
  SECTION("of mlxpatch.toml") {
    change_url(fork, address);
    before = state(fork);
    result = fork.run({"setup"});
  }
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("no commit in common with local-patches") && ContainsSubstring(address));
  CHECK(state(fork) == before);
}

TEST_CASE("an address of --upstream at which nothing is, is not said to be that of mlxpatch.toml") {
  const ForkProject fork;
  SECTION("before the clone") {}
  SECTION("with a clone") { fork.set_up(); }
  const CommandResult result = fork.run({"setup", "--upstream", "../nothing"});
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("--upstream gives") && !ContainsSubstring("mlxpatch.toml"));
}
