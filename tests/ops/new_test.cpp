#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
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

/// A fork that is set up, and whose checkout has uncommitted changes in two directories.
class EditedFork : public ForkProject {
 public:
  EditedFork() {
    set_up();
    checkout().write("README.md", "An app of ours.\n");
    checkout().write("docs/guide.md", "# Our guide\n");
  }
};

}  // namespace

TEST_CASE("new makes a patch of what is uncommitted and touches no file, and undo makes it uncommitted again") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  const std::string status = checkout.status();
  const std::string tip = checkout.rev_parse();
  const auto written = std::filesystem::last_write_time(fork.checkout_path() / "README.md");
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("mlxpatch new NAME") && ContainsSubstring("mlxpatch absorb"));
  const Snapshot before = fork.snapshot();
  const CommandResult dry = fork.done({"new", "our-docs", "-m", "Our docs", "--dry-run"});
  CHECK_THAT(dry.out, ContainsSubstring("Would make our-docs.patch of the changes in 2 files. Nothing was changed."));
  CHECK(differences(before, fork.snapshot()) == "");

  const CommandResult result = fork.done({"new", "our-docs", "-m", "Our docs", "-m", "They say what we changed."});
  golden("new", shown("mlxpatch new our-docs -m 'Our docs' -m 'They say what we changed.'", result));
  CHECK(checkout.status() == "");
  CHECK(checkout.rev_parse("HEAD~1") == tip);
  CHECK(checkout.git({"log", "-1", "--format=%an|%s|%b"}).starts_with("Ada Author|Our docs|They say"));
  CHECK_THAT(fork.patch("our-docs"), ContainsSubstring("+An app of ours.\n") && ContainsSubstring("+# Our guide\n"));
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("\nour-docs.patch\n"));
  CHECK((std::filesystem::last_write_time(fork.checkout_path() / "README.md") == written));
  fork.check_files();
  CHECK_THAT(fork.done({"history"}).out, ContainsSubstring("new") && ContainsSubstring("our-docs.patch"));

  fork.done({"undo"});
  CHECK(checkout.rev_parse() == tip);
  CHECK(checkout.status() == status);
  CHECK(checkout.read("README.md") == "An app of ours.\n");
  CHECK_THAT(differences(before, fork.snapshot()), !ContainsSubstring("patches/") && !ContainsSubstring("app-repo/"));
  fork.done({"redo"});
  CHECK(checkout.status() == "");
  fork.check_files();
}

TEST_CASE("new takes only the changes at its paths, and the rest stays as it was, staged or not") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.write("server.py", "SIZE = 1\n");
  checkout.write("docs/added.md", "More.\n");
  checkout.git({"add", "docs/added.md", "server.py"});
  const nlohmann::json made =
      nlohmann::json::parse(fork.done({"new", "our-docs", "-m", "Our docs", "app-repo/docs", "--json"}).out);
  CHECK(made["target"] == "our-docs.patch");
  CHECK(made["files"] == nlohmann::json({"app-repo/docs/added.md", "app-repo/docs/guide.md"}));
  CHECK(made["queue"].back()["before"].is_null());
  CHECK(checkout.status() == " M README.md\nM  server.py");
  CHECK(checkout.git({"diff", "--name-only", "HEAD~1", "HEAD"}) == "docs/added.md\ndocs/guide.md");
  fork.check_files();
}

TEST_CASE("a file that is staged and was edited since is in a new patch as it is now") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.git({"add", "README.md"});
  checkout.write("README.md", "An app of ours, now.\n");
  fork.done({"new", "readme", "-m", "Readme", "README.md"});
  CHECK(checkout.status() == " M docs/guide.md");
  CHECK(checkout.show("HEAD", "README.md") == "An app of ours, now.\n");
}

TEST_CASE("a file that was staged and then removed is staged no longer after new") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.write("added.md", "More.\n");
  checkout.git({"add", "added.md"});
  checkout.remove("added.md");
  REQUIRE(checkout.status() == " M README.md\nAD added.md\n M docs/guide.md");
  fork.done({"new", "readme", "README.md", "-m", "Readme"});
  CHECK(checkout.status() == "AD added.md\n M docs/guide.md");
  fork.done({"new", "guide", "-m", "Guide"});
  CHECK(checkout.status() == "");
  fork.done({"undo"});
  CHECK(checkout.status() == "AD added.md\n M docs/guide.md");
  fork.done({"redo"});
  fork.check_files();
}

TEST_CASE("a removed, an executable, a linked and a nested file are what a new patch makes them") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  std::filesystem::permissions(fork.checkout_path() / "server.py", std::filesystem::perms::owner_exec,
                               std::filesystem::perm_options::add);
  checkout.remove("log.py");
  checkout.write("log.py/inside.py", "inside = True\n");
  std::filesystem::create_symlink("README.md", fork.checkout_path() / "link");
  checkout.git({"add", "log.py", "link"});
  fork.done({"new", "kinds", "-m", "Kinds"});
  CHECK(checkout.status() == "");
  CHECK_THAT(checkout.git({"ls-tree", "-r", "HEAD"}), ContainsSubstring("100755 blob") &&
                                                          ContainsSubstring("120000 blob") &&
                                                          ContainsSubstring("\tlog.py/inside.py"));
  fork.check_files();
}

TEST_CASE("the name of a new patch is the one that was typed, whatever its message says") {
  const EditedFork fork;
  fork.done({"new", "typed", "-m", "Our docs", "-m", "Patch-Name: serve-more.patch"});
  CHECK_THAT(fork.patch("typed"), ContainsSubstring("Subject: [PATCH] Our docs"));
  fork.done({"reword", "typed", "-m", "Our own docs", "-m", "Patch-Name: serve-more.patch"});
  CHECK_THAT(fork.patch("typed"), ContainsSubstring("Subject: [PATCH] Our own docs"));
  fork.check_files();
}

TEST_CASE("a path in brackets is that file and no other") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  for (const char* name : {"[id]", "id"}) checkout.write(name, "new\n");
  checkout.git({"add", "--", "[id]", "id"});
  fork.done({"new", "bracketed", "-m", "Brackets", "[id]"});
  CHECK(checkout.git({"diff", "--name-only", "HEAD~1", "HEAD"}) == "[id]");
  fork.refuses({"new", "all", "-m", "All", ""}, 2, {"a PATH is empty"});
}

TEST_CASE("the first patch of a queue is made by new, in a directory that is not there yet") {
  const ForkProject fork;
  std::filesystem::remove_all(fork.project.path() / "patches");
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  checkout.write("README.md", "An app of ours.\n");
  fork.done({"new", "readme", "-m", "Our readme"});
  CHECK_THAT(fork.patch("readme"), ContainsSubstring("Subject: [PATCH] Our readme"));
  fork.check_files();
  fork.done({"undo"});
  CHECK_FALSE(std::filesystem::exists(fork.project.path() / "patches/readme.patch"));
}

TEST_CASE("a file that git would convert is refused by new and absorb, and git makes a patch of it") {
  const ForkProject fork;
  fork.upstream.write(".gitattributes", "*.loud filter=loud\n*.wide working-tree-encoding=UTF-16LE\n");
  fork.upstream.commit("Attributes (#4)");
  fork.set_up();
  fork.done({"update"});
  const GitRepo checkout = fork.checkout();
  const std::string name = GENERATE("say.loud", "say.wide");
  CAPTURE(name);
  checkout.git({"config", "filter.loud.clean", "tr a-z A-Z"});
  checkout.write(name, std::string("h\0i\0\n\0", 6));
  checkout.git({"add", "--intent-to-add", name});
  for (const char* command : {"new", "absorb"}) {
    std::vector<std::string> words = {command};
    if (words.front() == "new") words.insert(words.end(), {"loud", "-m", "Say it"});
    fork.refuses(words, 1, {"git converts a changed file", name, "commit -a", "mlxpatch regen", "nothing was changed"});
  }
  checkout.git({"commit", "--quiet", "-a", "-m", "Say it"});
  fork.done({"regen"});
  CHECK(checkout.status() == "");
}

TEST_CASE("new asks for the message in git's editor") {
  const EditedFork fork;
  World::current().set_environment("GIT_EDITOR", "sed -i -e '1s/.*/From an editor/' -e '$a# not this'");
  fork.done({"new", "edited"});
  CHECK(fork.checkout().git({"log", "-1", "--format=%s"}) == "From an editor");
}

TEST_CASE("new refuses what is no patch, and says what to type") {
  const EditedFork fork;
  const GitRepo checkout = fork.checkout();
  checkout.write("untracked.py", "x = 1\n");
  const Snapshot before = fork.snapshot();
  fork.refuses({"new", "a", "-m", "A", "untracked.py"}, 1,
               {"git does not track \"untracked.py\"", "git -C app-repo add untracked.py", "nothing was changed"});
  fork.refuses({"new", "a", "-m", "A", "server.py"}, 1, {"has uncommitted changes at \"server.py\"", "status"});
  fork.refuses({"new", "serve-more", "-m", "A"}, 2, {"there is a patch serve-more.patch already"});
  fork.refuses({"new", "../a", "-m", "A"}, 2, {"a patch file can't be named"});
  fork.refuses({"new", "a", "-m", " "}, 2, {"the message is empty"});
  fork.refuses({"new", "a", "--dry-run"}, 2, {"--dry-run needs the message"});
  fork.refuses({"new"}, 2, {"NAME"});
  CHECK(differences(before, fork.snapshot()) == "");
  checkout.git({"checkout", "-q", "."});
  fork.refuses({"new", "a", "-m", "A"}, 1, {"no tracked file of the checkout has uncommitted changes", "add FILE"});
}
