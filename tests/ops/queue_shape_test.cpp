#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>
#include <support/world.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A fork with a fourth patch that builds on the first and also changes another file, and an edit under way.
class Worked : public ForkProject {
 public:
  Worked() {
    set_up();
    std::string server = checkout().read("server.py");
    server.replace(server.find("SIZE = 100\n"), 11, "SIZE = 1000\n");
    checkout().write("server.py", server);
    std::string guide = checkout().read("docs/guide.md");
    guide.replace(guide.find("# Guide\n"), 8, "# Guide for many\n");
    checkout().write("docs/guide.md", guide);
    checkout().git({"commit", "--quiet", "--all", "--message", "Serve many"});
    done({"regen"});
    checkout().write("cache.py", k_cache + "# under work\n");
  }

  std::string series() const { return project.read("patches/series"); }

  /// Requires that the command changes the queue as told, leaves tree and worktree alone, and that undo takes it back.
  CommandResult reshapes(const std::vector<std::string>& words, const std::string& new_series) const {
    CAPTURE(words);
    const Snapshot before = snapshot();
    const std::string tree = checkout().tree();
    const std::string status = checkout().status();
    std::vector<std::string> dry = words;
    dry.emplace_back("--dry-run");
    CHECK_THAT(done(dry).out, ContainsSubstring("Would") && ContainsSubstring("Nothing"));
    CHECK(differences(before, snapshot()) == "");
    const CommandResult result = done(words);
    CHECK(series() == new_series);
    CHECK(checkout().tree() == tree);
    CHECK(checkout().status() == status);
    CHECK(tree_by_git_am(*this, base) == tree);
    done({"regen", "--check"});
    done({"undo"});
    CHECK_THAT(differences(before, snapshot()), !ContainsSubstring("patches/") && !ContainsSubstring("app-repo/"));
    done({"regen", "--check"});
    return result;
  }
};

constexpr const char* k_series = "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n0004-Serve-many.patch\n";

}  // namespace

TEST_CASE("fold makes two patches one, in the place and with the name and message of the one") {
  const Worked fork;
  REQUIRE(fork.series() == k_series);
  const CommandResult result = fork.reshapes({"fold", "serve-many", "--into", "serve-more"},
                                             "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  golden("fold", shown("mlxpatch fold serve-many --into serve-more", result));
  fork.reshapes({"fold", "1", "2", "3", "--into", "4"}, "0004-Serve-many.patch\n");
  fork.done({"fold", "serve-many", "--into", "serve-more"});
  CHECK(fork.checkout().log("HEAD~3..HEAD") ==
        std::vector<std::string>{"Tell about the log", "Log requests", "Serve more"});
  CHECK_THAT(fork.project.read("patches/serve-more.patch"),
             ContainsSubstring("+SIZE = 1000") && ContainsSubstring("+# Guide for many"));
}

TEST_CASE("fold says whose work is under another name, and refuses what does not commute or makes no sense") {
  const Worked fork;
  fork.checkout().git({"commit", "--quiet", "--amend", "--no-edit", "--author", "Olga Other <olga@example.com>"});
  fork.done({"regen"});
  const CommandResult result = fork.done({"fold", "serve-many", "--into", "serve-more", "--dry-run"});
  CHECK_THAT(result.out, ContainsSubstring("0004-Serve-many.patch was by Olga Other"));
  fork.refuses({"fold", "1", "--into", "1"}, 2, {"can't be folded into itself", "nothing was changed"});
  fork.refuses({"fold", "1"}, 2, {"--into PATCH is missing"});
  fork.refuses({"fold", "1", "--into", "serve-mayn"}, 2, {"mlxpatch fold 1 --into serve-many"});
  std::string server = fork.checkout().read("server.py");
  server.replace(server.find("SIZE = 1000\n"), 12, "SIZE = 10\n");
  fork.checkout().git({"checkout", "--quiet", "cache.py"});
  fork.checkout().commit_file("server.py", server, "Serve few");
  fork.refuses({"fold", "serve-few", "--into", "serve-more"}, 1,
               {"does not commute with 0004-Serve-many.patch", "server.py"});
}

TEST_CASE("fold refuses to leave a patch without a change") {
  const Worked fork;
  fork.checkout().git({"checkout", "--quiet", "cache.py"});
  fork.checkout().git({"revert", "--no-edit", "HEAD"});
  fork.done({"regen"});
  fork.refuses({"fold", "5", "--into", "4"}, 1,
               {"nothing would be left of 0004-Serve-many.patch", "mlxpatch drop 4 5", "nothing was changed"});
}

TEST_CASE("split takes files out of a patch, or hunks, which it lists") {
  const Worked fork;
  const CommandResult list = fork.done({"split", "serve-many"});
  golden("split_list", shown("mlxpatch split serve-many", list));
  const std::string series = std::string(k_series) + "guide.patch\n";
  const CommandResult by_path =
      fork.reshapes({"split", "serve-many", "--paths", "docs", "--name", "guide", "-m", "Say so"}, series);
  golden("split", shown("mlxpatch split serve-many --paths docs --name guide -m 'Say so'", by_path));
  fork.reshapes({"split", "serve-many", "--hunks", "2", "--name", "patches/guide.patch"}, series);
  fork.done({"split", "serve-many", "--hunks", "1", "--name", "guide"});
  CHECK(fork.checkout().log("HEAD~2..HEAD") == std::vector<std::string>{"Serve many", "Serve many"});
  CHECK_THAT(fork.project.read("patches/0004-Serve-many.patch"), !ContainsSubstring("guide.md"));
}

TEST_CASE("split refuses what names nothing, or leaves nothing") {
  const Worked fork;
  fork.refuses({"split", "serve-many", "--paths", "doc", "--name", "x"}, 2,
               {"0004-Serve-many.patch changes nothing in doc"});
  fork.refuses({"split", "serve-many", "--hunks", "3", "--name", "x"}, 2, {"has no hunk 3: it has 2 hunks"});
  fork.refuses({"split", "serve-many", "--hunks", "0", "--name", "x"}, 2, {"has no hunk 0"});
  fork.refuses({"split", "serve-many", "--hunks", "1,2", "--name", "x"}, 2, {"nothing would stay", "mlxpatch rename"});
  fork.refuses({"split", "serve-many", "--hunks", "one", "--name", "x"}, 2, {"--hunks takes a number"});
  fork.refuses({"split", "serve-many", "--hunks", "1"}, 2, {"NAME is missing"});
  fork.refuses({"split", "serve-many", "--name", "x"}, 2, {"not said what the new patch takes"});
  fork.refuses({"split", "serve-many", "--hunks", "1", "--name", "Serve-More"}, 2,
               {"there is a patch serve-more.patch already"});
  fork.refuses({"split", "serve-many", "--hunks", "1", "--name", "x", "-m", "  "}, 2, {"the message is empty"});
  fork.project.write("patches/x.patch", "a draft\n");
  fork.refuses({"split", "serve-many", "--hunks", "1", "--name", "x"}, 1, {"would be overwritten", "x.patch.mine"});
}

TEST_CASE("reword changes a message, with -m or in git's editor, and nothing else") {
  const Worked fork;
  const CommandResult result =
      fork.reshapes({"reword", "log-requests", "-m", "Log every request", "-m", "For audits."}, k_series);
  golden("reword", shown("mlxpatch reword log-requests -m 'Log every request' -m 'For audits.'", result));
  World::current().set_environment("GIT_EDITOR", "sed -i -e '1s/.*/Log it all/' -e '$a# not this'");
  fork.done({"reword", "log-requests"});
  CHECK(fork.checkout().message("HEAD~2") == "Log it all\n\nPatch-Name: log-requests.patch\n");
  CHECK_THAT(fork.project.read("patches/log-requests.patch"), ContainsSubstring("Subject: [PATCH] Log it all"));
  CHECK(fork.series() == k_series);
  fork.done({"check", "--no-fetch"});
}

TEST_CASE("reword changes nothing if the editor fails or the message is empty") {
  const Worked fork;
  fork.refuses({"reword", "1", "-m", ""}, 2, {"the message is empty", "nothing was changed"});
  fork.refuses({"reword", "1", "--dry-run"}, 2, {"--dry-run needs the message", "-m"});
  const std::string tip = fork.checkout().rev_parse();
  World::current().unset_environment("GIT_EDITOR");
  fork.checkout().git({"config", "core.editor", "false"});
  const CommandResult failed = fork.run({"reword", "1"});
  expect_exit(failed, 1);
  CHECK_THAT(failed.err, ContainsSubstring("the editor ended with 1") && ContainsSubstring("nothing was changed"));
  fork.checkout().git({"config", "core.editor", "sed -i d"});
  const CommandResult empty = fork.run({"reword", "1"});
  expect_exit(empty, 1);
  CHECK_THAT(empty.err, ContainsSubstring("the message is empty"));
  CHECK(fork.checkout().rev_parse() == tip);
}

TEST_CASE("with bare diffs the lock has the new message") {
  const ForkProject fork;
  fork.write_config("[patches]\nformat = \"diff\"\n");
  fork.set_up();
  fork.done({"regen", "--full"});
  fork.done({"reword", "log-requests", "-m", "Log every request"});
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring("Log every request"));
  fork.done({"setup", "--fresh"});
  CHECK(fork.checkout().log("HEAD~2..HEAD~1") == std::vector<std::string>{"Log every request"});
}

TEST_CASE("rename gives the file another name, in the series too, and keeps the extension") {
  const Worked fork;
  const std::string series = "serve-more.patch\nrequests.patch\ntell-about-log.patch\n0004-Serve-many.patch\n";
  const CommandResult result = fork.reshapes({"rename", "log-requests", "requests"}, series);
  golden("rename", shown("mlxpatch rename log-requests requests", result));
  fork.done({"rename", "log-requests", "patches/server/requests.diff"});
  CHECK(std::filesystem::exists(fork.project / "patches/server/requests.diff"));
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/log-requests.patch"));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  fork.done({"rename", "requests", "log-requests.patch"});
  CHECK(fork.series() == k_series);
}

TEST_CASE("rename refuses a name that no patch file can have, and says which settings go with the old one") {
  const Worked fork;
  for (const char* name : {"../x", "/x", "a b", "#x", ".hidden", "a\tb", ".git/x", ""}) {
    fork.refuses({"rename", "1", name}, 2, {"a patch file can't be named"});
  }
  fork.refuses({"rename", "1", "Log-Requests.patch"}, 2, {"there is a patch log-requests.patch already"});
  fork.refuses({"rename", "1", "Serve-More"}, 2, {"there is a patch serve-more.patch already"});
  fork.write_config("[[patch]]\nfile = \"serve-more.patch\"\nsubject = \"Serve more\"\n");
  CHECK_THAT(fork.done({"rename", "1", "more"}).out,
             ContainsSubstring("mlxpatch.toml has settings for serve-more.patch"));
}

TEST_CASE("the document of an edit has what became of each patch") {
  const Worked fork;
  const auto document =
      nlohmann::json::parse(fork.done({"split", "serve-many", "--paths", "docs", "--name", "guide", "--json"}).out);
  CHECK(document.at("command") == "split");
  CHECK(document.at("target") == "guide.patch");
  CHECK(document.at("hunks").size() == 2);
  CHECK(document.at("hunks").at(0).at("path") == "docs/guide.md");
  CHECK(document.at("hunks").at(0).at("leaves") == true);
  CHECK(document.at("queue").size() == 5);
  CHECK(document.at("queue").at(4).at("name") == "guide.patch");
  CHECK(document.at("queue").at(4).at("before").is_null());
}
