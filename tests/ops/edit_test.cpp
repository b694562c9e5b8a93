#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string with(std::string text, const std::string& part, const std::string& replacement) {
  return text.replace(text.find(part), part.size(), replacement);
}

/// A fork with a fourth patch that builds on the first.
class BuiltOn : public ForkProject {
 public:
  BuiltOn() {
    set_up();
    checkout().commit_file("server.py", with(checkout().read("server.py"), "SIZE = 100\n", "SIZE = 1000\n"),
                           "Serve many");
    done({"regen"});
  }

  /// Changes a file at the stop, and stages it.
  void change(const std::string& file, const std::string& part, const std::string& replacement) const {
    checkout().write(file, with(checkout().read(file), part, replacement));
    checkout().git({"add", file});
  }
};

}  // namespace

TEST_CASE("edit stops at a patch, and continue amends it and carries the later ones on") {
  const BuiltOn fork;
  const Snapshot before = fork.snapshot();
  const std::string old_tip = fork.checkout().rev_parse("local-patches");
  const CommandResult stop = fork.done({"edit", "serve-more"});
  golden("edit", shown("mlxpatch edit serve-more", stop));
  CHECK(fork.checkout().rev_parse("HEAD") == fork.base);
  CHECK(fork.checkout().status() == "M  server.py");
  CHECK(fork.checkout().rev_parse("local-patches") == old_tip);
  CHECK_THAT(fork.run({"status"}).out, ContainsSubstring("In progress: edit.") && ContainsSubstring("is being edited"));
  fork.change("server.py", "A small server.", "A large server.");
  const CommandResult result = fork.done({"continue"});
  golden("edit_continue", shown("mlxpatch continue", result));
  CHECK(fork.checkout().git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.checkout().status().empty());
  CHECK(fork.checkout().log("HEAD~4..HEAD") ==
        std::vector<std::string>{"Serve many", "Tell about the log", "Log requests", "Serve more"});
  CHECK_THAT(fork.project.read("patches/serve-more.patch"), ContainsSubstring("+\"\"\"A large server."));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  fork.done({"regen", "--check"});
  fork.done({"undo"});
  CHECK_THAT(differences(before, fork.snapshot()), !ContainsSubstring("patches/") && !ContainsSubstring("app-repo/"));
  CHECK(fork.checkout().rev_parse("local-patches") == old_tip);
}

TEST_CASE("an edit that is aborted, or changes nothing, leaves everything as it was") {
  const BuiltOn fork;
  const std::string old_tip = fork.checkout().rev_parse("local-patches");
  const std::string text = fork.project.read("patches/log-requests.patch");
  fork.done({"edit", "log-requests"});
  SECTION("aborted") {
    fork.checkout().write("log.py", "broken\n");
    const CommandResult result = fork.done({"abort"});
    CHECK_THAT(result.out,
               ContainsSubstring("Undid the edit") && ContainsSubstring("your changes to the files at the stop"));
  }
  SECTION("nothing changed") { fork.done({"continue"}); }
  CHECK(fork.checkout().rev_parse("local-patches") == old_tip);
  CHECK(fork.checkout().git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.checkout().status().empty());
  CHECK(fork.project.read("patches/log-requests.patch") == text);
}

TEST_CASE("an edit stops where a later patch conflicts with it, and goes on once that is resolved") {
  const BuiltOn fork;
  fork.done({"edit", "serve-more"});
  fork.change("server.py", "SIZE = 100\n", "SIZE = 50\n");
  const CommandResult stop = fork.run({"continue"});
  expect_exit(stop, 3);
  CHECK_THAT(stop.out, ContainsSubstring("0004-Serve-many.patch conflicts with what you edited") &&
                           ContainsSubstring("It builds on serve-more.patch, which you edited"));
  golden("edit_conflict", shown("mlxpatch continue", stop));
  fork.checkout().write("server.py", with(k_server, "SIZE = 10\n", "SIZE = 5000\n"));
  fork.checkout().git({"add", "server.py"});
  CHECK_THAT(fork.done({"continue"}).out,
             ContainsSubstring("mlxpatch regen") &&
                 ContainsSubstring("4 patches in = 2 kept + 1 changed + 1 resolved by hand"));
  fork.done({"regen"});
  CHECK_THAT(fork.project.read("patches/serve-more.patch"), ContainsSubstring("+SIZE = 50\n"));
  CHECK_THAT(fork.project.read("patches/0004-Serve-many.patch"), ContainsSubstring("+SIZE = 5000\n"));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
}

TEST_CASE("what is committed at an edited patch splits it, and the first commit keeps the file") {
  const BuiltOn fork;
  fork.done({"edit", "log-requests"});
  fork.checkout().git({"commit", "--quiet", "--message", "Log less"});
  fork.checkout().commit_file("extra.py", "extra = True\n", "One more");
  fork.done({"continue"});
  CHECK(fork.checkout().log("HEAD~5..HEAD").size() == 5);
  CHECK_THAT(fork.project.read("patches/log-requests.patch"), ContainsSubstring("Log less"));
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("One-more.patch"));
  fork.done({"regen", "--check"});
}

TEST_CASE("an edit refuses what would lose something, and says how it ends") {
  const BuiltOn fork;
  SECTION("uncommitted changes") {
    fork.checkout().write("cache.py", k_cache + "# mine\n");
    fork.refuses({"edit", "1"}, 1, {"changes that are not committed", "cache.py"});
  }
  SECTION("no such patch") { fork.refuses({"edit", "serve-mroe"}, 2, {"mlxpatch edit serve-more"}); }
  SECTION("at the stop") {
    fork.done({"edit", "1"});
    fork.refuses({"update", "--no-fetch"}, 1,
                 {"\"Serve more\" is being edited", "mlxpatch continue", "mlxpatch abort"});
    fork.refuses({"skip"}, 1, {"can't be left out", "mlxpatch drop"});
    fork.refuses({"finish"}, 1, {"an edit is done as a whole"});
    fork.checkout().write("server.py", k_server + "# not staged\n");
    fork.refuses({"continue"}, 1, {"files are changed but not staged for the patch", "git -C app-repo add server.py"});
    fork.checkout().git({"checkout", "--quiet", "HEAD", "--", "server.py"});
    fork.refuses({"continue"}, 1, {"\"Serve more\" is empty after your edit", "mlxpatch drop"});
  }
}

TEST_CASE("while git has an operation of its own at the stop, nothing goes on, and status says what to do") {
  const BuiltOn fork;
  const GitRepo checkout = fork.checkout();
  const std::string tip = checkout.rev_parse("local-patches");
  fork.done({"edit", "log-requests"});
  checkout.git({"commit", "--quiet", "-m", "The patch"});
  checkout.commit_file("own.py", "OWN = 1\n", "My own");
  const std::string own = checkout.rev_parse();
  const std::string operation = GENERATE("rebase", "merge", "revert");
  CAPTURE(operation);
  if (operation == "rebase") {
    checkout.git({"-c", "sequence.editor=sed -i.bak 1s/pick/edit/", "rebase", "--interactive", "HEAD~2"});
  } else if (operation == "merge") {
    checkout.git({"merge", "--quiet", "--no-commit", "--no-ff", "-s", "ours", "local-patches"});
  } else {
    checkout.git({"revert", "--no-commit", "HEAD"});
  }
  const std::string said = "a git " + operation + " that you started is in progress";
  for (const char* command : {"continue", "abort", "skip", "finish"}) {
    fork.refuses({command}, 1, {said, operation + " --abort"});
  }
  CHECK_THAT(fork.run({"status"}).out, ContainsSubstring("In progress: edit.") &&
                                           ContainsSubstring("a git " + operation + " that you started") &&
                                           ContainsSubstring(operation + " --abort"));
  checkout.git({operation, "--abort"});
  CHECK(checkout.rev_parse() == own);
  CHECK(checkout.rev_parse("local-patches") == tip);
  fork.done({"continue"});
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("My-own"));
  fork.check_files();
}
