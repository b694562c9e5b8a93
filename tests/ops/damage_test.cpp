#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// The loose object of a revision; its file may not be writable.
fs::path object_file(const GitRepo& repository, const std::string& revision) {
  const std::string id = repository.rev_parse(revision);
  return repository / (".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
}

}  // namespace

TEST_CASE("a damaged checkout is called that, and what to type makes it new") {
  ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  // Loose, so that one object can be taken away.
  for (const auto& entry : fs::directory_iterator(checkout / ".git/objects/pack")) {
    if (entry.path().extension() != ".pack") continue;
    const fs::path pack = fork.world / entry.path().filename();
    fs::rename(entry.path(), pack);
    checkout.git({"unpack-objects", "-q"}, read_bytes(pack));
  }
  for (const auto& entry : fs::directory_iterator(checkout / ".git/objects/pack")) fs::remove(entry.path());
  checkout.git({"fsck", "--strict"});
  SECTION("no objects at all") { fs::remove_all(checkout / ".git/objects"); }
  SECTION("no HEAD") { fs::remove(checkout / ".git/HEAD"); }
  SECTION("no commit at the branch's tip") { fs::remove(object_file(checkout, "HEAD")); }
  SECTION("no tree of the base") { fs::remove(object_file(checkout, "HEAD~3^{tree}")); }
  SECTION("an upstream commit that can't be read") {
    const fs::path file = object_file(checkout, "upstream/main");
    fs::remove(file);
    write_bytes(file, "not compressed");
  }
  SECTION("a reference that can't be read") { write_bytes(checkout / ".git/refs/heads/local-patches", "garbage\n"); }

  const std::string way_out = "mv app-repo app-repo-damaged && mlxpatch setup";
  const CommandResult status = fork.run({"status"});
  expect_exit(status, 1);
  CHECK_THAT(status.err, ContainsSubstring(way_out));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"setup"}, {"setup", "--fresh"}}) {
    const CommandResult result = fork.run(command);
    if (result.exit != 0) CHECK_THAT(result.err, ContainsSubstring(way_out));
  }
  fs::rename(fork.checkout_path(), fork.project / "app-repo-damaged");
  fork.set_up();
  CHECK(fork.checkout().tree() == tree_by_git_am(fork, fork.base));
}

TEST_CASE("a checkout without .git is named by every command, with a command that makes it anew and removes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().write("mine.txt", "mine\n");
  std::filesystem::remove_all(fork.checkout_path() / ".git");
  const std::string remake = "mv app-repo app-repo-old && mlxpatch setup";
  for (const std::string command : {"status", "setup", "update", "check"}) {
    CAPTURE(command);
    const CommandResult result = fork.run({command});
    CHECK(result.exit == 1);
    CHECK(result.err.find(remake) != std::string::npos);
  }
  std::filesystem::rename(fork.checkout_path(), fork.project / "app-repo-old");
  fork.set_up();
  CHECK(fork.project.read("app-repo-old/mine.txt") == "mine\n");
}
