#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <stdlib.h>
#include <catch2/catch_test_macros.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>
#include <support/history_generator.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {

TEST_CASE("a world has a clean environment and gives the old one back") {
  setenv("GIT_DIR", "/elsewhere", 1);
  const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  std::filesystem::path root;
  {
    const World world;
    root = world.root();
    CHECK(std::getenv("GIT_DIR") == nullptr);
    CHECK(world.home() == std::getenv("HOME"));
    CHECK(std::filesystem::exists(world.home() / ".gitconfig"));
  }
  CHECK_FALSE(std::filesystem::exists(root));
  CHECK(std::string(std::getenv("GIT_DIR")) == "/elsewhere");
  CHECK((std::getenv("HOME") == nullptr ? "" : std::getenv("HOME")) == home);
  unsetenv("GIT_DIR");
}

TEST_CASE("commits in a world have the same ids each time") {
  std::set<std::string> ids;
  for (int round = 0; round < 2; ++round) {
    const World world;
    const GitRepo repository = GitRepo::init(world / "repo");
    repository.commit_file("a.txt", "one\n", "First\n");
    ids.insert(repository.commit_file("a.txt", "two\n", "Second\n"));
    CHECK(repository.log("HEAD", "%s") == std::vector<std::string>{"Second", "First"});
    CHECK(
        repository.log("HEAD", "%an %cn %ad").front().starts_with("Ada Author Carl Committer Thu Jan 1 00:02:00 2026"));
    CHECK(repository.status().empty());
  }
  CHECK(ids.size() == 1);
}

TEST_CASE("without an identity git refuses to commit") {
  World world;
  const GitRepo repository = GitRepo::init(world / "repo");
  world.forget_identity();
  CHECK(repository.try_git({"commit", "--allow-empty", "-m", "x"}).exit == 128);
}

TEST_CASE("a command's exit status, both outputs and input are seen") {
  CommandOptions options;
  options.input = "in";
  const CommandResult result = run_command({"sh", "-c", "cat; echo err >&2; exit 7"}, options);
  CHECK(result.exit == 7);
  CHECK(result.out == "in");
  CHECK(result.err == "err\n");
  CHECK(run_command({"sh", "-c", "kill -TERM $$"}).exit == 128 + 15);
}

TEST_CASE("ids are hidden by number, an abbreviation as its whole id") {
  CHECK(hide_ids("1234567 12345678aa 7654321, decades 12345678aabbcc") == "<id-1> <id-1> <id-2>, decades <id-1>");
}

TEST_CASE("generated histories are sound, different, and the same for the same seed") {
  const World world;
  const GitRepo repository = GitRepo::init(world / "one");
  const std::vector<GeneratedHistory> wild = HistoryGenerator(HistoryProfile::wild()).generate(repository, 1, 20);
  REQUIRE(wild.size() == 20);
  std::set<std::string> tips;
  for (const GeneratedHistory& history : wild) {
    CHECK(history.patches.size() == HistoryProfile::wild().patches);
    CHECK(repository.git({"merge-base", history.queue, history.upstream}) == history.base);
    tips.insert(history.queue);
  }
  CHECK(tips.size() == wild.size());
  CHECK(repository.git({"fsck", "--strict", "--no-dangling"}).empty());

  const GitRepo again = GitRepo::init(world / "two");
  CHECK(HistoryGenerator(HistoryProfile::wild()).generate(again, 1, 20).back().queue == wild.back().queue);
}

}  // namespace mlxpatch::tests
