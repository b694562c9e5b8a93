#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A fork with a fourth patch that builds on the first, and a fifth that builds on the fourth.
class BuiltOn : public ForkProject {
 public:
  BuiltOn() {
    set_up();
    commit("SIZE = 100\n", "SIZE = 1000\n", "Serve many");
    commit("SIZE = 1000\n", "SIZE = 10000\n", "Serve all");
    done({"regen"});
  }

  std::string series() const { return project.read("patches/series"); }

 private:
  void commit(const std::string& part, const std::string& replacement, const std::string& subject) const {
    std::string server = checkout().read("server.py");
    server.replace(server.find(part), part.size(), replacement);
    checkout().commit_file("server.py", server, subject);
  }
};

}  // namespace

TEST_CASE("drop takes a patch out of branch, checkout and files, says so, and undo brings all of it back") {
  const ForkProject fork;
  fork.set_up();
  const Snapshot before = fork.snapshot();
  const CommandResult dry = fork.done({"drop", "log-requests", "--dry-run"});
  CHECK_THAT(dry.out, ContainsSubstring("Would drop 1 patch; 2 patches would be left. Nothing was changed."));
  CHECK(differences(before, fork.snapshot()) == "");
  const CommandResult result = fork.done({"drop", "log-requests"});
  golden("drop", shown("mlxpatch drop log-requests", result));
  CHECK(fork.project.read("patches/series") == "serve-more.patch\ntell-about-log.patch\n");
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/log-requests.patch"));
  CHECK_FALSE(std::filesystem::exists(fork.checkout_path() / "log.py"));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  CHECK(fork.checkout().status().empty());
  CHECK_THAT(fork.done({"history"}).out, ContainsSubstring("drop") && ContainsSubstring("log-requests.patch"));
  fork.done({"check"});
  fork.done({"undo"});
  CHECK_THAT(differences(before, fork.snapshot()), !ContainsSubstring("patches/") && !ContainsSubstring("app-repo/"));
  fork.done({"regen", "--check"});
}

TEST_CASE("drop names what needs the patch, and takes it along if that is asked for") {
  const BuiltOn fork;
  fork.refuses({"drop", "serve-more"}, 1,
               {"2 patches need what would be dropped", "0004-Serve-many.patch needs serve-more.patch: server.py",
                "0005-Serve-all.patch needs", "nothing was changed", "mlxpatch drop serve-more --with-dependents"});
  fork.refuses({"drop", "4"}, 1, {"0005-Serve-all.patch needs", "0004-Serve-many.patch"});
  const CommandResult result = fork.done({"drop", "serve-more", "--with-dependents"});
  golden("drop_dependents", shown("mlxpatch drop serve-more --with-dependents", result));
  CHECK(fork.series() == "log-requests.patch\ntell-about-log.patch\n");
  CHECK(fork.checkout().read("server.py") == k_server);
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  fork.done({"check"});
}

TEST_CASE("all patches can be dropped: the branch is then at upstream's commit") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"drop", "1", "2", "3"});
  CHECK(fork.checkout().rev_parse() == fork.base);
  CHECK(fork.project.read("patches/series").empty());
  fork.done({"check"});
  fork.done({"undo"});
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("serve-more.patch"));
}

TEST_CASE("move changes the order of branch and series, and touches neither the worktree nor what is edited there") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  const std::string tree = checkout.tree();
  checkout.write("server.py", k_server + "# under work\n");
  checkout.write("cache.py", k_cache + "# staged\n");
  checkout.git({"add", "cache.py"});
  const std::string status = checkout.status();
  const auto written = std::filesystem::last_write_time(fork.checkout_path() / "docs/guide.md");
  const CommandResult result = fork.done({"move", "tell-about-log", "--first"});
  golden("move", shown("mlxpatch move tell-about-log --first", result));
  CHECK(fork.project.read("patches/series") == "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  CHECK(checkout.log("HEAD~3..HEAD") == std::vector<std::string>{"Log requests", "Serve more", "Tell about the log"});
  CHECK(checkout.tree() == tree);
  CHECK(checkout.status() == status);
  CHECK((std::filesystem::last_write_time(fork.checkout_path() / "docs/guide.md") == written));
  CHECK(tree_by_git_am(fork, fork.base) == tree);
  fork.done({"undo"});
  CHECK(fork.project.read("patches/series") == "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  CHECK(checkout.status() == status);
}

TEST_CASE("several patches move next to each other, in the order in which they are typed") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"move", "tell", "serve-more.patch", "--before", "patches/log-requests.patch"});
  CHECK(fork.project.read("patches/series") == "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  fork.done({"move", "1", "--after", "requests"});
  CHECK(fork.project.read("patches/series") == "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  const CommandResult same = fork.done({"move", "tell", "--last"});
  CHECK_THAT(same.out, ContainsSubstring("in that order already"));
}

TEST_CASE("a move past a patch that does not commute is refused, and both are named") {
  const BuiltOn fork;
  fork.refuses({"move", "serve-many", "--first"}, 1,
               {"0004-Serve-many.patch does not commute with serve-more.patch", "server.py", "nothing was changed"});
  fork.refuses({"move", "serve-more", "--last"}, 1, {"does not commute with serve-more.patch"});
  fork.done({"move", "serve-more", "serve-many", "serve-all", "--last"});
  CHECK(fork.series() ==
        "log-requests.patch\ntell-about-log.patch\nserve-more.patch\n0004-Serve-many.patch\n0005-Serve-all.patch\n");
  fork.done({"check"});
}

TEST_CASE("an edit of the queue with a wrong name or place says what is meant, and changes nothing") {
  const BuiltOn fork;
  fork.refuses({"drop", "serve-mroe"}, 2, {"the queue has no patch \"serve-mroe\"", "mlxpatch drop serve-more"});
  fork.refuses({"drop", "serve"}, 2, {"\"serve\" means 3 patches", "mlxpatch drop 0005-Serve-all"});
  fork.refuses({"drop", "6"}, 2, {"no patch \"6\""});
  fork.refuses({"move", "1"}, 2, {"not said where the patches go", "--before PATCH"});
  fork.refuses({"move", "1", "--first", "--last"}, 2, {"one place only"});
  fork.refuses({"move", "1", "--after", "serve-more"}, 2, {"serve-more.patch is itself one of the patches to move"});
  fork.refuses({"move", "1", "--after", "serve-mayn"}, 2, {"mlxpatch move 1 --after serve-many"});
}

TEST_CASE("an edit of the queue loses no edit of the person's") {
  const BuiltOn fork;
  SECTION("in the checkout: drop changes files there") {
    fork.checkout().write("server.py", k_server);
    fork.refuses({"drop", "tell"}, 1, {"changes that are not committed", "server.py"});
  }
  SECTION("in a patch file") {
    fork.project.write("patches/tell-about-log.patch", fork.project.read("patches/tell-about-log.patch") + "\n");
    const std::string text = fork.project.read("patches/serve-more.patch");
    fork.project.write("patches/serve-more.patch",
                       std::string(text).replace(text.find("+SIZE = 100"), 11, "+SIZE = 101"));
    fork.refuses({"move", "tell", "--first"}, 1, {"the patch files have changes", "serve-more.patch"});
    fork.refuses({"drop", "tell"}, 1, {"the patch files have changes", "mlxpatch setup"});
  }
  SECTION("in the middle of an update") {
    fork.advance_against_serve_more();
    expect_exit(fork.run({"update"}), 3);
    fork.refuses({"move", "tell", "--first"}, 1, {"an update is stopped at a conflict"});
    fork.refuses({"drop", "tell", "--dry-run"}, 1, {"an update is stopped at a conflict"});
  }
  SECTION("a resolution that is not written to the files yet") {
    fork.advance_against_log_requests();
    expect_exit(fork.run({"update"}), 3);
    fork.resolve_log_requests();
    fork.done({"continue"});
    fork.refuses({"drop", "tell"}, 1, {"not written since an update", "mlxpatch regen"});
    fork.done({"regen"});
    fork.done({"drop", "tell"});
    fork.done({"check"});
  }
  SECTION("on another branch") {
    fork.checkout().git({"switch", "--quiet", "--create", "mine"});
    fork.refuses({"move", "tell", "--first"}, 1, {"not on local-patches"});
  }
}

TEST_CASE("a commit that has no file yet takes part in an edit, and gets one") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
  fork.done({"move", "mine", "--first"});
  CHECK(fork.project.read("patches/series").find("0004-Mine.patch") == 0);
  fork.done({"check"});
}

TEST_CASE("an edit of the queue as JSON has the whole queue with its places before and after") {
  const ForkProject fork;
  fork.set_up();
  const auto document = nlohmann::json::parse(fork.done({"move", "tell", "--first", "--json"}).out);
  CHECK(document["command"] == "move");
  CHECK(document["patches"] == nlohmann::json{"tell-about-log.patch"});
  REQUIRE(document["queue"].size() == 3);
  CHECK(document["queue"][0]["name"] == "tell-about-log.patch");
  CHECK(document["queue"][0]["index"] == 1);
  CHECK(document["queue"][0]["before"] == 3);
  CHECK(document["queue"][2]["commit"] == fork.checkout().rev_parse());
  CHECK(document["audit"]["in"] == 3);
}
