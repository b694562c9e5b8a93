#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <unistd.h>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "small_fork.hpp"

// Repositories of kinds, owners and settings that the program can't work with, or must work with all the same.

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

const std::vector<std::vector<std::string>> k_commands = {
    {"setup"},  {"setup", "--fresh"},
    {"update"}, {"status"},
    {"check"},  {"regen"},
    {"undo"},   {"am", "--repo", "fork", "patches/0001-Twenty.patch"}};

void extend(const GitRepo& repository, const std::string& extension, const std::string& value) {
  repository.git({"config", "core.repositoryFormatVersion", "1"});
  repository.git({"config", "extensions." + extension, value});
}

void give_to_somebody(const fs::path& directory) {
  constexpr uid_t k_somebody = 4242;
  REQUIRE(::lchown(directory.c_str(), k_somebody, k_somebody) == 0);
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    REQUIRE(::lchown(entry.path().c_str(), k_somebody, k_somebody) == 0);
  }
}

}  // namespace

TEST_CASE("every command says of which kind a checkout is that it can't open, and changes nothing") {
  const SmallFork fork;
  fork.done({"setup"});
  const GitRepo checkout = fork.checkout();
  std::vector<std::string> words{"opening the git repository: "};
  SECTION("reftable") {
    extend(checkout, "refStorage", "reftable");
    words.insert(words.end(), {"keeps its references as \"reftable\"", "refs migrate --ref-format=files"});
  }
  SECTION("an extension of tomorrow") {
    extend(checkout, "frotz", "true");
    words.insert(words.end(), {"extensions.frotz", "git config -f $WORLD/project/fork/.git/config --list"});
  }
  SECTION("a format of tomorrow") {
    checkout.git({"config", "core.repositoryFormatVersion", "7"});
    words.insert(words.end(), {"unsupported repository version 7", "git config -f $WORLD/project/fork/.git/config"});
  }
  SECTION("sha256") {
    extend(checkout, "objectFormat", "sha256");
    words.insert(words.end(), {"names its objects by sha256", "use a repository that names them by sha1"});
  }
  for (const std::vector<std::string>& command : k_commands) {
    CAPTURE(command);
    const std::string before = fork.state();
    const CommandResult result = fork.run(command);
    const std::string message = fork.world.hide_paths(result.err);
    INFO(message);
    CHECK(result.exit == 1);
    for (const std::string& word : words) CHECK_THAT(message, ContainsSubstring(word));
    CHECK(fork.state() == before);
  }
}

TEST_CASE("an upstream with sha256 is named with its address, and nothing is left of the clone") {
  const std::string with = GENERATE("auto", "git", "libgit2");
  CAPTURE(with);
  const SmallFork fork({"--object-format=sha256"});
  fork.follow(fork.upstream.path().string(), with);
  fork.check_refused({"setup"}, {"cloning a repository: ", "sha256", "at $WORLD/up", "git can't convert one"});
  CHECK_FALSE(fs::exists(fork.checkout_path()));
}

TEST_CASE("an upstream that has become one with sha256 is not fetched, and status goes on") {
  const std::string with = GENERATE("auto", "git", "libgit2");
  CAPTURE(with);
  const SmallFork fork;
  fork.follow(fork.upstream.path().string(), with);
  fork.done({"setup"});
  fs::remove_all(fork.upstream.path());
  run_git({"init", "--quiet", "--object-format=sha256", fork.upstream.path().string()});
  fork.upstream.commit_file("a", "a\n", "Anew");
  fork.check_refused({"update"}, {"fetching from a remote: ", "sha256", "at $WORLD/up", "git can't convert one"});
  fork.done({"status"});
}

TEST_CASE("an upstream of an unknown kind is called that") {
  const std::string with = GENERATE("git", "libgit2");
  CAPTURE(with);
  const SmallFork fork;
  fork.follow(fork.upstream.path().string(), with);
  extend(fork.upstream, "refStorage", "reftable");
  fork.check_refused({"setup"}, {"cloning a repository: the repository there is of a kind that can't be read",
                                 "at $WORLD/up", "git ls-remote $WORLD/up"});
  CHECK_FALSE(fs::exists(fork.checkout_path()));
}

TEST_CASE("a project that is itself in a sha256 repository keeps a fork") {
  const SmallFork fork;
  fs::remove_all(fork.project / ".git");
  run_git({"init", "--quiet", "--object-format=sha256", fork.project.path().string()});
  fork.done({"setup"});
  CHECK(fork.project.read(".gitignore") == "/fork/\n");
  fork.advance();
  fork.done({"update"});
  fork.done({"check"});
  fork.done({"doctor"});
}

TEST_CASE("what belongs to another user is not trusted, and what to type is said") {
  if (::geteuid() != 0) SKIP("only root can give files to another user");
  const SmallFork fork;
  SECTION("the checkout") {
    fork.done({"setup"});
    give_to_somebody(fork.checkout_path());
    for (const std::vector<std::string>& command : k_commands) {
      CAPTURE(command);
      fork.check_refused(command,
                         {"belongs to another user", "git config --global --add safe.directory $WORLD/project/fork"});
    }
    run_git({"config", "--global", "--add", "safe.directory", fork.checkout_path().string()});
    fork.done({"status"});
  }
  SECTION("upstream") {
    const std::string with = GENERATE("auto", "git", "libgit2");
    CAPTURE(with);
    fork.follow(fork.upstream.path().string(), with);
    give_to_somebody(fork.upstream.path());
    fork.check_refused({"setup"}, {"cloning a repository: the repository there belongs to another user",
                                   "git config --global --add safe.directory $WORLD/up"});
    CHECK_FALSE(fs::exists(fork.checkout_path()));
  }
  SECTION("the project's own repository") {
    give_to_somebody(fork.project / ".git");
    give_to_somebody(fork.project.path());
    fork.done({"setup"});
    CHECK(fork.project.read(".gitignore") == "/fork/\n");
  }
}

TEST_CASE("line endings that git converts make no file dirty, and reach no patch file") {
  const SmallFork fork;
  SECTION("core.autocrlf=true") { run_git({"config", "--global", "core.autocrlf", "true"}); }
  SECTION("core.autocrlf=input") { run_git({"config", "--global", "core.autocrlf", "input"}); }
  SECTION("core.eol with text=auto upstream") {
    run_git({"config", "--global", "core.eol", "crlf"});
    fork.upstream.commit_file(".gitattributes", "* text=auto\nsub/s text eol=lf\n", "Attributes");
  }
  SECTION("eol=crlf in the checkout's own attributes") {
    fork.upstream.commit_file(".gitattributes", "a text eol=crlf\n", "Attributes");
  }
  SECTION("patch files with CRLF") {
    std::string text;
    for (const char byte : fork.project.read("patches/0001-Twenty.patch"))
      text += byte == '\n' ? "\r\n" : std::string(1, byte);
    fork.project.write("patches/0001-Twenty.patch", text);
  }
  fork.done({"setup"});
  CHECK(fork.checkout().status() == "");
  fork.advance();
  fork.done({"update"});
  CHECK(fork.checkout().status() == "");
  fork.done({"check"});
  std::string text = fork.checkout().read("a");
  text.replace(text.find("\n9"), 2, "\nnine");
  fork.checkout().write("a", text);
  fork.checkout().git({"commit", "--quiet", "--all", "--message", "Nine"});
  fork.done({"regen"});
  CHECK(fork.project.read("patches/0002-Nine.patch").find('\r') == std::string::npos);
  CHECK_THAT(fork.done({"regen"}).out, ContainsSubstring("nothing to write"));
  fork.done({"export", "-o", "out"});
  fork.done({"setup", "--fresh"});
  CHECK(fork.checkout().status() == "");
  CHECK(fork.checkout().show("local-patches", "a").find('\r') == std::string::npos);
}

TEST_CASE("commit.gpgsign without a usable key stops nothing, and doctor says once that commits are not signed") {
  const SmallFork fork;
  run_git({"config", "--global", "commit.gpgSign", "true"});
  run_git({"config", "--global", "gpg.program", "/nonexistent/gpg"});
  fork.done({"setup"});
  CHECK(fork.checkout().git({"log", "-1", "--format=%G?"}) == "N");
  CHECK_THAT(fork.done({"doctor"}).out, ContainsSubstring("commits are not signed, although commit.gpgsign is set"));
  fork.done({"undo"});
  CHECK_FALSE(fs::exists(fork.project / "mlxpatch.lock"));
}
