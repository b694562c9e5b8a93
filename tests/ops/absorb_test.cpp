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

/// A fork that is set up, and whose checkout is edited.
class EditedFork : public ForkProject {
 public:
  EditedFork() { set_up(); }

  /// Replaces a part of a file in the checkout.
  void edit(const std::string& file, const std::string& part, const std::string& replacement) const {
    std::string text = checkout().read(file);
    REQUIRE(text.find(part) != std::string::npos);
    checkout().write(file, text.replace(text.find(part), part.size(), replacement));
  }
  /// Edits of two patches' lines.
  void edit_two() const {
    edit("server.py", "SIZE = 100\n", "SIZE = 120\n");
    edit("log.py", "print(*words)", "print(\"log:\", *words)");
  }
  /// A file in the commit that is so many before the last one.
  std::string committed(int before_last, const std::string& file) const {
    return checkout().show("HEAD~" + std::to_string(before_last), file);
  }
};

}  // namespace

TEST_CASE("absorb puts each edit into its patch and touches no file, and undo makes them uncommitted edits again") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  fork.edit_two();
  fork.edit("README.md", "An app.\n", "An app of ours.\n");
  const std::string status = checkout.status();
  const std::string tip = checkout.rev_parse();
  const auto written = std::filesystem::last_write_time(fork.checkout_path() / "server.py");
  const Snapshot before = fork.snapshot();
  const CommandResult dry = fork.done({"absorb", "--dry-run"});
  CHECK_THAT(dry.out, ContainsSubstring("Would absorb 2 hunks into 2 patches; 1 would stay. Nothing was changed."));
  CHECK(differences(before, fork.snapshot()) == "");

  const CommandResult result = fork.done({"absorb"});
  golden("absorb", shown("mlxpatch absorb", result));
  CHECK(checkout.status() == " M README.md");
  CHECK_THAT(fork.patch("serve-more"), ContainsSubstring("+SIZE = 120\n"));
  CHECK_THAT(fork.patch("log-requests"), ContainsSubstring("+    print(\"log:\", *words)\n"));
  CHECK_THAT(fork.committed(2, "server.py"), ContainsSubstring("SIZE = 120\n"));
  CHECK(checkout.log("HEAD~3..HEAD", "%an: %s") == std::vector<std::string>{"Paula Patch: Tell about the log",
                                                                            "Paula Patch: Log requests",
                                                                            "Paula Patch: Serve more"});
  CHECK((std::filesystem::last_write_time(fork.checkout_path() / "server.py") == written));
  CHECK(checkout.read("README.md") == "An app of ours.\n");
  fork.check_files();
  CHECK_THAT(fork.done({"history"}).out, ContainsSubstring("absorb") && ContainsSubstring("serve-more.patch"));
  CHECK_THAT(fork.done({"absorb"}).out, ContainsSubstring("Nothing was absorbed: the hunk stays uncommitted."));

  fork.done({"undo"});
  CHECK(checkout.rev_parse() == tip);
  CHECK(checkout.status() == status);
  CHECK_THAT(checkout.read("server.py"), ContainsSubstring("SIZE = 120\n"));
  CHECK_THAT(differences(before, fork.snapshot()), !ContainsSubstring("patches/") && !ContainsSubstring("app-repo/"));
  fork.done({"regen", "--check"});
}

TEST_CASE("absorb names what stays with its candidates") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.commit_file("docs/guide.md", k_guide + "\nRead the log.\n\nRead it well.\n", "Read it well");
  checkout.commit_file("once.py", "once = True\n", "Once");
  fork.done({"regen"});
  checkout.write("docs/guide.md", "# The guide\n\nStart it.\n\nStop it.\n\nRead the log.\nOr not.\n\nRead it well.\n");
  checkout.write("once.py", "once = False\n");
  checkout.remove("cache.py");
  checkout.write("README.md", "An app of ours.\n");
  const CommandResult result = fork.done({"absorb"});
  golden("absorb_stays", shown("mlxpatch absorb", result));
  CHECK(checkout.status() == " M README.md\n M docs/guide.md");
  fork.check_files();
}

TEST_CASE("what is staged and stays is still staged afterwards, and what is absorbed is in the index") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  fork.edit("README.md", "An app.\n", "An app of ours.\n");
  fork.edit("server.py", "SIZE = 100\n", "SIZE = 120\n");
  fork.edit("cache.py", "    log.say(\"get\", key)\n", "    log.say(\"get:\", key)\n");
  checkout.git({"add", "README.md", "server.py", "cache.py"});
  fork.edit("cache.py", "\"\"\"Keeps answers.\"\"\"\n", "\"\"\"Keeps some answers.\"\"\"\n");
  const std::string status = checkout.status();
  const std::string index = checkout.git({"write-tree"});
  fork.done({"absorb"});
  CHECK(checkout.status() == "M  README.md");
  CHECK(checkout.git({"show", ":README.md"}) == "An app of ours.");
  fork.check_files();
  fork.done({"undo"});
  CHECK(checkout.status() == status);
  CHECK(checkout.git({"write-tree"}) == index);
}

TEST_CASE("a file that is staged in part keeps those parts staged that stay") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  // A second patch of the file, so that what is in upstream's lines stays.
  checkout.commit_file("server.py", checkout.read("server.py") + "\n\nstop()\n", "Stop");
  fork.done({"regen"});
  fork.edit("server.py", "print(\"starting\")", "print(\"starts\")");
  checkout.git({"add", "server.py"});
  fork.edit("server.py", "SIZE = 100\n", "SIZE = 120\n");
  fork.edit("server.py", "print(\"listening on\", port)", "print(\"listens on\", port)");
  const std::string file = checkout.read("server.py");
  fork.done({"absorb"});
  CHECK(checkout.status() == "MM server.py");
  const std::string staged = checkout.git({"diff", "--cached", "-U0"});
  CHECK_THAT(staged, ContainsSubstring("+    print(\"starts\")") && !ContainsSubstring("SIZE") &&
                         !ContainsSubstring("listens"));
  const std::string left = checkout.git({"diff", "-U0"});
  CHECK_THAT(left, ContainsSubstring("+    print(\"listens on\", port)") && !ContainsSubstring("SIZE") &&
                       !ContainsSubstring("starts"));
  CHECK(checkout.read("server.py") == file);
}

TEST_CASE("what is staged after absorb stays staged when that is undone") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  fork.edit_two();
  fork.done({"absorb"});
  fork.edit("server.py", "SIZE = 120\n", "SIZE = 140\n");
  checkout.git({"add", "server.py"});
  const CommandResult undone = fork.done({"undo"});
  CHECK_THAT(undone.err, ContainsSubstring("server.py was staged anew meanwhile; what is staged stays"));
  CHECK(checkout.status() == " M log.py\nM  server.py");
  CHECK_THAT(checkout.git({"show", ":server.py"}), ContainsSubstring("SIZE = 140"));
  CHECK_THAT(fork.committed(0, "server.py"), ContainsSubstring("SIZE = 100"));
}

TEST_CASE("modes, removed files and lines at a file's ends are absorbed") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  std::filesystem::permissions(fork.checkout_path() / "log.py", std::filesystem::perms::owner_exec,
                               std::filesystem::perm_options::add);
  checkout.write("log.py", "#!/usr/bin/env python3\n" + checkout.read("log.py") + "\n\nsay()\n");
  checkout.remove("docs/guide.md");
  fork.done({"absorb"});
  CHECK(checkout.status().empty());
  CHECK(checkout.git({"ls-tree", "HEAD~1", "log.py"}).starts_with("100755 "));
  CHECK_THAT(fork.committed(1, "log.py"), ContainsSubstring("#!/usr") && ContainsSubstring("say()\n"));
  CHECK_THAT(fork.patch("tell-about-log"), ContainsSubstring("deleted file mode 100644"));
  fork.check_files();
  fork.done({"undo"});
  CHECK(checkout.status() == " D docs/guide.md\n M log.py");
  CHECK(checkout.git({"diff", "--summary"}) ==
        " delete mode 100644 docs/guide.md\n mode change 100644 => 100755 log.py");
}

TEST_CASE("only the named files are absorbed, however they are typed") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  fork.edit_two();
  fork.edit("docs/guide.md", "Read the log.", "Read the log!");
  fork.done({"absorb", "app-repo/log.py"});
  CHECK(checkout.status() == " M docs/guide.md\n M server.py");
  fork.done({"absorb", "docs/"});
  CHECK(checkout.status() == " M server.py");
  CommandOptions inside;
  inside.directory = fork.checkout_path() / "docs";
  expect_exit(run_mlxpatch({"absorb", "../server.py"}, inside), 0);
  CHECK(checkout.status().empty());
  fork.check_files();
}

TEST_CASE("with core.autocrlf the patches have the lines as the repository keeps them") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.git({"config", "core.autocrlf", "true"});
  checkout.git({"rm", "--quiet", "-r", "--cached", "."});
  checkout.git({"reset", "--quiet", "--hard"});
  REQUIRE_THAT(checkout.read("server.py"), ContainsSubstring("SIZE = 100\r\n"));
  fork.edit("server.py", "SIZE = 100\r\n", "SIZE = 120\r\n");
  const std::string file = checkout.read("server.py");
  fork.done({"absorb"});
  CHECK_THAT(fork.patch("serve-more"), ContainsSubstring("+SIZE = 120\n"));
  CHECK(checkout.read("server.py") == file);
  CHECK(checkout.status().empty());
  fork.check_files();
}

TEST_CASE("absorb refuses what it can't do soundly, and changes nothing") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  fork.edit("server.py", "SIZE = 100\n", "SIZE = 120\n");
  SECTION("a path without changes") {
    fork.refuses({"absorb", "log.py"}, 1, {"no tracked file", "at \"log.py\"", "nothing was changed", "status"});
  }
  SECTION("other lines are staged than the file has") {
    checkout.git({"add", "server.py"});
    fork.edit("server.py", "SIZE = 120\n", "SIZE = 140\n");
    fork.refuses({"absorb"}, 1,
                 {"a file is staged with other lines than it has now", "app-repo/server.py", "nothing was changed",
                  "git -C app-repo add FILE", "restore --staged"});
  }
  SECTION("an unmerged file") {
    const std::string blob = checkout.git({"hash-object", "-w", "--stdin"}, "one\n");
    checkout.git({"update-index", "--index-info"},
                 "0 " + std::string(40, '0') + "\tcache.py\n100644 " + blob + " 2\tcache.py\n");
    fork.refuses({"absorb"}, 1, {"1 file of the checkout is unmerged", "app-repo/cache.py", "nothing was changed"});
  }
  SECTION("patch files that were edited") {
    std::string text = fork.patch("serve-more");
    fork.project.write("patches/serve-more.patch", text.replace(text.find("+SIZE = 100"), 11, "+SIZE = 101"));
    fork.refuses({"absorb"}, 1, {"the patch files have changes", "serve-more.patch"});
  }
  SECTION("another branch") {
    checkout.git({"switch", "--quiet", "--create", "mine"});
    fork.refuses({"absorb"}, 1, {"not on local-patches"});
  }
}

TEST_CASE("absorb has nothing to do in a clean checkout, untracked files or not") {
  const EditedFork fork;
  fork.checkout().write("untracked.py", "mine\n");
  const Snapshot before = fork.snapshot();
  CHECK_THAT(fork.done({"absorb"}).out, ContainsSubstring("There is nothing to absorb"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("absorb as JSON has each hunk with where it went, or why it stays") {
  const EditedFork fork;
  fork.edit_two();
  fork.edit("README.md", "An app.\n", "An app of ours.\n");
  const auto document = nlohmann::json::parse(fork.done({"absorb", "--json"}).out);
  CHECK(document["command"] == "absorb");
  CHECK(document["patches"] == nlohmann::json{"serve-more.patch", "log-requests.patch"});
  REQUIRE(document["hunks"].size() == 3);
  CHECK(document["hunks"][0]["path"] == "app-repo/README.md");
  CHECK(document["hunks"][0]["patch"].is_null());
  CHECK(document["hunks"][0]["stays"] == "no patch");
  const auto& served = document["hunks"][2];
  CHECK(served["kind"] == "lines");
  CHECK(served["line"] == 5);
  CHECK(served["removed"] == 1);
  CHECK(served["added"] == 1);
  CHECK(served["patch"] == "serve-more.patch");
  CHECK(served["stays"].is_null());
  CHECK(document["queue"].size() == 3);
  CHECK(document["audit"]["in"] == 3);
}
