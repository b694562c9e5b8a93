#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// A clone of the user's own, outside of the project.
GitRepo other_clone(const ForkProject& fork) {
  fork.upstream.git({"clone", "--quiet", fork.upstream.path().string(), (fork.world / "mine").string()});
  const GitRepo mine(fork.world / "mine");
  mine.git({"remote", "rename", "origin", "upstream"});
  mine.git({"switch", "--quiet", "-c", "my-work"});
  return mine;
}

void expect_refused(const ForkProject& fork, const std::vector<std::string>& words, const std::string& reason) {
  const CommandResult result = fork.run(words);
  CAPTURE(words);
  INFO(result.out << result.err);
  CHECK((result.exit == 1 || result.exit == 2));
  CHECK_THAT(result.err, ContainsSubstring(reason));
}

}  // namespace

TEST_CASE("a checkout that is a link, or whose repository is elsewhere, is refused and that one left alone") {
  const ForkProject fork;
  const GitRepo mine = other_clone(fork);
  Snapshot before;
  add_repository(before, "mine", mine);
  const fs::path checkout = fork.checkout_path();
  const auto refused = [&](const std::string& reason) {
    for (const char* command : {"setup", "status", "update", "doctor"}) {
      CAPTURE(command);
      const CommandResult result = fork.run({command});
      INFO(result.out << result.err);
      CHECK(result.exit != 0);
      CHECK_THAT(result.out + result.err, ContainsSubstring(reason));
    }
    Snapshot after;
    add_repository(after, "mine", mine);
    CHECK(differences(before, after) == "");
    CHECK_FALSE(fs::exists(mine / ".git/mlxpatch"));
    fs::remove_all(checkout);
  };
  fs::create_directory_symlink(mine.path(), checkout);
  refused("is a symbolic link");
  fs::create_directory(checkout);
  fs::create_directory_symlink(mine / ".git", checkout / ".git");
  refused("is a symbolic link");
  fs::create_directory(checkout);
  write_bytes(checkout / ".git", "gitdir: " + (mine / ".git").string() + "\n");
  refused("not this checkout's");
}

TEST_CASE("a checkout that is a linked worktree is the repository's own") {
  const ForkProject fork;
  const GitRepo mine = other_clone(fork);
  mine.git({"worktree", "add", "--quiet", "--detach", fork.checkout_path().string()});
  fork.done({"setup"});
  CHECK(fork.checkout().git({"branch", "--show-current"}) == "local-patches");
}

TEST_CASE("links in the patch directory are refused, and nothing is written through them") {
  const ForkProject fork;
  fork.set_up();
  const fs::path patches = fork.project / "patches";
  const fs::path outside = fork.world / "outside";
  fs::rename(patches, outside);
  fs::create_directory_symlink(outside, patches);
  expect_refused(fork, {"regen", "--full"}, "is a symbolic link");
  fs::remove(patches);
  fs::copy(outside, patches);
  fs::create_directory_symlink(outside, patches / "docs");
  expect_refused(fork, {"regen", "--full"}, "is a symbolic link");
  fs::remove(patches / "docs");
  fs::remove(patches / "serve-more.patch");
  fs::create_symlink(outside / "serve-more.patch", patches / "serve-more.patch");
  expect_refused(fork, {"status"}, "is a symbolic link");
}

TEST_CASE("project files that are no files, or are very large, are refused at once") {
  const ForkProject fork;
  for (const char* name : {"mlxpatch.toml", "mlxpatch.lock", "patches/series", "patches/serve-more.patch"}) {
    CAPTURE(name);
    const fs::path file = fork.project / name;
    const fs::path kept = fork.world / "kept";
    const bool existed = fs::exists(file);
    if (existed) fs::rename(file, kept);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    expect_refused(fork, {"setup"}, "is a FIFO");
    fs::remove(file);
    write_bytes(file, "");
    fs::resize_file(file, std::uintmax_t{1} << 36U);
    expect_refused(fork, {"setup"}, "is larger than");
    fs::remove(file);
    if (existed) fs::rename(kept, file);
  }
}
