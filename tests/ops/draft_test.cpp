#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
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
using nlohmann::json;

namespace {

std::string with(std::string text, const std::string& part, const std::string& replacement) {
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), replacement);
}

/// A fork that is stopped at a conflict.
class Stopped : public ForkProject {
 public:
  /// Upstream changes these parts of a file.
  Stopped(const std::string& file, const std::vector<std::pair<std::string, std::string>>& edits) {
    set_up();
    std::string text = upstream.read(file);
    for (const auto& [part, replacement] : edits) text = with(text, part, replacement);
    upstream.write(file, text);
    stop();
  }
  /// Upstream moves the function that "log-requests" changes to another file.
  static void move_get(const ForkProject& fork) {
    fork.upstream.write("cache.py", with(k_cache, k_get, ""));
    fork.upstream.write("store.py", "\"\"\"Stores.\"\"\"\n\n\n" + k_get);
  }
  Stopped() {
    set_up();
    move_get(*this);
    stop();
  }

  /// Requires that the command refuses, changes nothing, and says all of these.
  void refuses(const std::vector<std::string>& words, int exit, const std::vector<std::string>& said) const {
    CAPTURE(words);
    const Snapshot before = snapshot();
    const CommandResult result = run(words);
    expect_exit(result, exit);
    for (const std::string& text : said) CHECK_THAT(result.err, ContainsSubstring(text));
    CHECK(differences(before, snapshot()) == "");
  }

  json read(const std::vector<std::string>& words) const { return json::parse(done(words).out); }

  CommandResult update;  ///< the command that stopped

  static const std::string k_get;

 private:
  void stop() {
    upstream.commit("Change it (#7)");
    update = run({"update"});
    expect_exit(update, 3);
  }
};

const std::string Stopped::k_get = "def get(key):\n    return _store.get(key)\n\n\n";

/// Upstream changes the line after the one that "serve-more" changes.
struct Adjacent : Stopped {
  Adjacent() : Stopped("server.py", {{"PORT = 8080\n", "PORT = 9090\n"}}) {}
  std::string merged() const {
    return with(with(k_server, "PORT = 8080\n", "PORT = 9090\n"), "SIZE = 10\n", "SIZE = 100\n");
  }
};

}  // namespace

TEST_CASE("draft shows what may be the resolution, and take writes it for a person to look at") {
  const Adjacent fork;
  CHECK_THAT(fork.update.out, ContainsSubstring("mlxpatch draft "));
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("mlxpatch draft "));
  const Snapshot before = fork.snapshot();
  golden("draft", shown("mlxpatch draft", fork.done({"draft"})));
  CHECK(differences(before, fork.snapshot()) == "");

  const std::string stages = fork.checkout().git({"ls-files", "-s"});
  golden("draft_take", shown("mlxpatch draft --take 1", fork.done({"draft", "--take", "1"})));
  CHECK(fork.checkout().read("server.py") == fork.merged());
  CHECK(fork.checkout().git({"ls-files", "-s"}) == stages);
  CHECK(fork.checkout().status() == "UU server.py");
  CHECK_THAT(fork.done({"status"}).out, !ContainsSubstring("mlxpatch draft "));
  CHECK_THAT(fork.done({"draft"}).out, ContainsSubstring("edited or resolved"));
  CHECK(fork.done({"history"}).out.find("draft") == std::string::npos);

  fork.refuses({"continue"}, 1, {"still in conflict"});
  fork.checkout().git({"add", "server.py"});
  fork.done({"continue"});
  CHECK(fork.checkout().read("server.py") == fork.merged());
  fork.done({"regen"});
  fork.done({"check"});
}

TEST_CASE("a stop without a draft names none, and draft says so") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  const CommandResult update = fork.run({"update"});
  expect_exit(update, 3);
  CHECK_THAT(update.out, !ContainsSubstring("mlxpatch draft"));
  CHECK_THAT(fork.done({"status"}).out, !ContainsSubstring("mlxpatch draft"));
  CHECK_THAT(fork.done({"draft"}).out, ContainsSubstring("No drafts for 1 region in conflict."));
  const CommandResult take = fork.run({"draft", "--take", "1"});
  expect_exit(take, 1);
  CHECK_THAT(take.err, ContainsSubstring("there is no draft for any region"));
}

TEST_CASE("a draft is refused once the region was edited, and taken again once git brings the markers back") {
  const std::string style = GENERATE("merge", "diff3", "zdiff3");
  CAPTURE(style);
  const Adjacent fork;
  run_git({"config", "--global", "merge.conflictStyle", style});
  const GitRepo checkout = fork.checkout();
  const std::string stopped = checkout.read("server.py");
  checkout.write("server.py", with(stopped, "SIZE = 100\n", "SIZE = 300\n"));
  fork.refuses({"draft", "--take", "1"}, 1,
               {"taking a draft (nothing was changed)", "app-repo/server.py", "git -C app-repo diff -- server.py",
                "markers are not there any more"});
  // An edit elsewhere is no matter, and stays.
  checkout.git({"checkout", "-m", "--", "server.py"});
  checkout.write("server.py", with(checkout.read("server.py"), "print(\"stopped\")", "print(\"mine\")"));
  fork.done({"draft", "--take", "1"});
  CHECK(checkout.read("server.py") == with(fork.merged(), "print(\"stopped\")", "print(\"mine\")"));
  checkout.git({"checkout", "-m", "--", "server.py"});
  CHECK_THAT(checkout.read("server.py"), ContainsSubstring("<<<<<<<"));
}

TEST_CASE("moved code: taking its draft changes the other file, and leaves upstream's side here") {
  const Stopped fork;
  CHECK_THAT(fork.update.out, ContainsSubstring("mlxpatch draft "));
  const CommandResult shown_drafts = fork.done({"draft", "cache.py"});
  golden("draft_moved", shown("mlxpatch draft cache.py", shown_drafts));
  const GitRepo checkout = fork.checkout();
  SECTION("taken") {
    const CommandResult take = fork.done({"draft", "--take", "1"});
    CHECK_THAT(take.out,
               ContainsSubstring("store.py and cache.py") && ContainsSubstring("git -C app-repo checkout -- store.py"));
    CHECK(checkout.read("cache.py") == fork.upstream.read("cache.py"));
    CHECK(checkout.read("store.py") == with(fork.upstream.read("store.py"), "    return _store.get(key)\n",
                                            "    log.say(\"get\", key)\n    return _store.get(key)\n"));
    checkout.git({"add", "cache.py", "store.py"});
    fork.done({"continue"});
    CHECK(checkout.git({"show", "--format=", "--name-only", "HEAD~1"}) == "log.py\nstore.py");
  }
  SECTION("the other file has lost the lines") {
    checkout.write("store.py", "nothing\n");
    fork.refuses({"draft", "--take", "1"}, 1, {"no longer at one place", "app-repo/store.py", "nothing was changed"});
  }
  SECTION("the other file has the lines twice by now") {
    checkout.write("store.py", Stopped::k_get + Stopped::k_get);
    fork.refuses({"draft", "--take", "1"}, 1, {"no longer at one place"});
  }
  SECTION("the other file is a link to one outside") {
    fork.project.write("outside.py", Stopped::k_get);
    std::filesystem::remove(checkout / "store.py");
    checkout.symlink("store.py", "../outside.py");
    fork.refuses({"draft", "--take", "1"}, 1, {"no longer at one place"});
  }
}

TEST_CASE("both orders: two drafts of one region, of which one is taken") {
  const Stopped fork("docs/guide.md", {{"Stop it.\n", "Stop it.\nRead on.\n"}});
  const json drafts = fork.read({"draft", "--json"});
  REQUIRE(drafts["regions"].size() == 1);
  const json& region = drafts["regions"][0];
  CHECK(region["path"] == "docs/guide.md");
  CHECK(region["line"] == 6);
  REQUIRE(region["drafts"].size() == 2);
  CHECK(region["drafts"][0]["kind"] == "both orders");
  CHECK(region["drafts"][0]["text"] == "Read on.\n\nRead the log.\n");
  CHECK(region["drafts"][1]["text"] == "\nRead the log.\nRead on.\n");
  CHECK(drafts["taken"].is_null());
  CHECK(drafts["next"][0]["command"] == "mlxpatch draft --take N");
  const json taken = fork.read({"draft", "--take", "2", "--json"});
  CHECK(taken["taken"] == 2);
  CHECK(taken["written"] == json::array({"docs/guide.md"}));
  CHECK(taken["regions"][0]["line"].is_null());
  CHECK(fork.checkout().read("docs/guide.md") == k_guide + "\nRead the log.\nRead on.\n");
}

TEST_CASE("drafts keep their numbers when another region is resolved") {
  const ForkProject fork;
  fork.set_up();
  // A patch that changes two files, in each a line beside one that upstream changes.
  fork.checkout().write("server.py", with(fork.checkout().read("server.py"), "import cache\n", "import cache as it\n"));
  fork.checkout().write("docs/guide.md", with(fork.checkout().read("docs/guide.md"), "# Guide\n", "# Our guide\n"));
  fork.checkout().commit("Our names");
  fork.done({"regen"});
  fork.upstream.write("server.py", with(k_server, "import cache\n", "import cache\nimport sys\n"));
  fork.upstream.write("docs/guide.md", with(k_guide, "# Guide\n", "# Guide\n(by us)\n"));
  fork.upstream.commit("Say more (#7)");
  expect_exit(fork.run({"update"}), 3);
  const auto number_in = [](const json& drafts, const std::string& path) {
    for (const json& region : drafts["regions"]) {
      if (region["path"] == path && !region["drafts"].empty()) return region["drafts"][0]["number"].get<int>();
    }
    return 0;
  };
  const json before = json::parse(fork.done({"draft", "--json"}).out);
  REQUIRE(number_in(before, "docs/guide.md") == 1);
  REQUIRE(number_in(before, "server.py") == 2);
  expect_exit(fork.run({"draft", "server.py", "--take", "1"}), 2);
  CHECK(fork.checkout().read("docs/guide.md").find("<<<<<<<") != std::string::npos);
  CHECK(run_mlxpatch({"draft", "guide.md"}, fork.checkout_path() / "docs").exit == 0);
  fork.done({"draft", "--take", "1"});
  fork.checkout().git({"add", "docs/guide.md"});
  CHECK(number_in(json::parse(fork.done({"draft", "--json"}).out), "server.py") == 2);
  CHECK(number_in(json::parse(fork.done({"draft", "app-repo/server.py", "--json"}).out), "server.py") == 2);
  fork.done({"draft", "--take", "2"});
  CHECK_THAT(fork.checkout().read("server.py"), ContainsSubstring("import cache as it\nimport sys\n"));
}

TEST_CASE("a draft has the line ends of the worktree, and an executable file stays one") {
  ForkProject fork;
  run_git({"config", "--global", "core.autocrlf", "true"});
  fork.set_up();
  fork.upstream.write_executable("server.py", with(k_server, "PORT = 8080\n", "PORT = 9090\n"));
  fork.upstream.commit("Another port (#7)");
  expect_exit(fork.run({"update"}), 3);
  fork.done({"draft", "--take", "1"});
  const std::string text = fork.checkout().read("server.py");
  CHECK_THAT(text, ContainsSubstring("SIZE = 100\r\nPORT = 9090\r\n"));
  CHECK(text.find("<<<<<<<") == std::string::npos);
  const auto modes = std::filesystem::status(fork.checkout() / "server.py").permissions();
  CHECK((modes & std::filesystem::perms::owner_exec) != std::filesystem::perms::none);
  fork.checkout().git({"add", "server.py"});
  CHECK(fork.checkout().git({"show", ":server.py"}).find('\r') == std::string::npos);
  fork.done({"continue"});
}

TEST_CASE("draft refuses what there is not: a stop, a patch, a file, a draft") {
  const ForkProject none;
  none.set_up();
  const CommandResult nothing = none.run({"draft"});
  expect_exit(nothing, 1);
  CHECK_THAT(nothing.err, ContainsSubstring("no update is stopped at a conflict"));
  expect_exit(none.run({"draft", "--take", "one"}), 2);

  none.advance_against_serve_more();
  expect_exit(none.run({"update", "--merge"}), 3);
  const CommandResult merge = none.run({"draft"});
  expect_exit(merge, 1);
  CHECK_THAT(merge.err, ContainsSubstring("a merge has no patch"));
  CHECK_THAT(none.done({"status"}).out, !ContainsSubstring("mlxpatch draft"));
}

TEST_CASE("draft names the files in conflict if another one is asked for, and says which drafts there are") {
  const Adjacent fork;
  fork.refuses({"draft", "cache.py", "--take", "1"}, 1, {"\"cache.py\" is not in conflict", "app-repo/server.py"});
  fork.refuses({"draft", "--take", "2"}, 1, {"there is no draft 2", "mlxpatch draft "});
  fork.refuses({"draft", "--take", "0"}, 1, {"there is no draft 0"});
}
