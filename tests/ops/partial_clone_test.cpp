#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int k_bystanders = 40;

/// A fork whose upstream gives partial clones, with a few dozen files that no patch touches.
class PartialFork {
 public:
  PartialFork() {
    for (const char* key : {"uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"}) {
      fork.upstream.git({"config", key, "true"});
    }
    for (int i = 0; i < k_bystanders; ++i) {
      fork.upstream.write("parts/" + std::to_string(i) + ".txt", "Part " + std::to_string(i) + ".\n");
    }
    fork.upstream.commit("Add parts");
    fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + url() +
                                            "\"\n\n[checkout]\ndir = \"app-repo\"\n\n[fetch]\nfilter = "
                                            "\"blob:none\"\n");
    fork.project.write("mlxpatch.lock", "version = 1\nbase = \"" + fork.upstream.rev_parse() + "\"\n");
    fork.project.commit("Clone partially");
    fork.world.set_environment("GIT_TRACE2_EVENT", log().string());
  }

  std::string url() const { return "file://" + fork.upstream.path().string(); }
  std::filesystem::path log() const { return fork.world / "git-calls"; }

  /// How often mlxpatch called git since the last call of this function.
  int calls_of_git() const {
    if (!std::filesystem::exists(log())) return 0;
    std::istringstream lines(read_bytes(log()));
    int calls = 0;
    for (std::string line; std::getline(lines, line);) {
      // The processes that git starts itself have another first word, or none of these options.
      calls += line.find("\"event\":\"start\"") != std::string::npos &&
               line.find("[\"git\",\"-c\",\"gc.auto=0\"") != std::string::npos;
    }
    std::filesystem::remove(log());
    return calls;
  }

  /// Upstream commits that change the patches' files, and the bystanders.
  std::string advance() const {
    for (int i = 0; i < 12; ++i) {
      const std::string number = std::to_string(i);
      std::string server = fork.upstream.read("server.py");
      server.replace(server.find("print(\"starting"), 15, "print(\"starting" + number);
      fork.upstream.write("server.py", server);
      fork.upstream.write("parts/" + number + ".txt", "Part " + number + ", better.\n");
      fork.upstream.commit("Number " + number);
    }
    return fork.upstream.rev_parse();
  }

  ForkProject fork;
};

int missing_objects(const GitRepo& repository) {
  std::istringstream lines(repository.git({"rev-list", "--objects", "--all", "--missing=print"}));
  int missing = 0;
  for (std::string line; std::getline(lines, line);) missing += line.starts_with('?');
  return missing;
}

}  // namespace

TEST_CASE("a fork lives on a partial clone, and git is asked for many files at a time") {
  const PartialFork partial;
  const ForkProject& fork = partial.fork;
  fork.set_up();
  const int calls_of_setup = partial.calls_of_git();
  CHECK(calls_of_setup > 0);
  CHECK(calls_of_setup <= 3);
  CHECK(fork.checkout().git({"config", "remote.upstream.promisor"}) == "true");
  CHECK(fork.checkout().status() == "");
  CHECK(fork.checkout().read("parts/7.txt") == "Part 7.\n");

  const std::string tip = partial.advance();
  partial.calls_of_git();
  fork.done({"update", "--dry-run"});
  CHECK(partial.calls_of_git() <= 2);
  CHECK(missing_objects(fork.checkout()) > 0);
  fork.done({"update"});
  const int calls_of_update = partial.calls_of_git();
  CHECK(calls_of_update > 0);
  CHECK(calls_of_update <= 3);
  CHECK(fork.checkout().rev_parse("HEAD~3") == tip);
  CHECK(tree_by_git_am(fork, tip) == fork.checkout().tree());
  CHECK(fork.checkout().status() == "");
  CHECK(fork.checkout().git({"fsck", "--no-dangling"}) == "");
  partial.calls_of_git();

  fork.advance_against_serve_more();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  partial.calls_of_git();
  CHECK_THAT(fork.done({"why", "1"}).out, ContainsSubstring("Twice the size"));
  CHECK(partial.calls_of_git() <= 2);
  expect_exit(fork.run({"check", "--no-fetch"}), 4);
  CHECK(partial.calls_of_git() <= 1);
  fork.done({"status"});
  CHECK(partial.calls_of_git() == 0);
}

TEST_CASE("the plumbing replays a queue of which a partial clone has no file") {
  const PartialFork partial;
  const ForkProject& fork = partial.fork;
  const GitRepo whole = GitRepo::clone(partial.url(), fork.world / "whole");
  whole.git({"checkout", "--quiet", "-b", "queue"});
  for (const char* name : {"serve-more.patch", "log-requests.patch", "tell-about-log.patch"}) {
    whole.git({"am", "--quiet", (fork.project / "patches" / name).string()});
  }
  whole.git({"push", "--quiet", "origin", "queue"});
  partial.advance();
  fork.upstream.git({"mv", "cache.py", "store.py"});
  fork.upstream.write("store.py", k_cache + "\n\ndef size():\n    return len(_store)\n");
  fork.upstream.commit("Call it a store");
  whole.git({"fetch", "--quiet", "origin"});
  whole.git({"rebase", "--quiet", "origin/main"});

  const GitRepo clone =
      GitRepo::clone(partial.url(), fork.world / "partial", {"--filter=blob:none", "--no-checkout", "--quiet"});
  partial.calls_of_git();
  const std::vector<std::string> words{"replay", "--onto", "origin/main", "origin/main..origin/queue", "--branch"};
  std::vector<std::string> moving = words;
  moving.push_back("moved");
  expect_exit(run_mlxpatch(moving, clone.path()), 0);
  // One for the queue and upstream's versions of its files, one for the file that moved.
  CHECK(partial.calls_of_git() <= 2);
  CHECK(clone.tree("moved") == whole.tree());
  CHECK(missing_objects(clone) > k_bystanders);
}

TEST_CASE("a partial clone whose remote has disappeared says what is missing and what to type, and changes nothing") {
  const PartialFork partial;
  const ForkProject& fork = partial.fork;
  fork.set_up();
  partial.advance();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  std::filesystem::rename(fork.upstream.path(), fork.world / "elsewhere");
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"update", "--no-fetch"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("fetching what this partial clone has left with its remote"));
  CHECK_THAT(result.err, ContainsSubstring("there is no git repository at this address"));
  CHECK_THAT(result.err, ContainsSubstring("missing objects") && ContainsSubstring("app-repo/.git"));
  CHECK_THAT(result.err, ContainsSubstring("/app-repo/.git' fetch upstream"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("in a whole repository a missing file is an error, and git is not asked") {
  ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  checkout.write("server.py", k_server + "\n# The end.\n");
  checkout.git({"commit", "--quiet", "--all", "--message", "End"});
  const std::string blob = checkout.rev_parse("HEAD:server.py");
  std::filesystem::remove(checkout / (".git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2)));
  const std::filesystem::path log = fork.world / "git-calls";
  fork.world.set_environment("GIT_TRACE2_EVENT", log.string());
  const CommandResult result = fork.run({"regen"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("blob " + blob + " is missing") && ContainsSubstring("fsck"));
  CHECK_FALSE(std::filesystem::exists(log));
  checkout.git({"version"});
  CHECK(std::filesystem::exists(log));
}
