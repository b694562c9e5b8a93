#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// Runs a command that must be refused with this exit code and change nothing. Returns its message.
std::string refused(const ForkProject& fork, const std::vector<std::string>& words, int exit = 1) {
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run(words);
  expect_exit(result, exit);
  CHECK(result.out == "");
  CHECK(differences(before, fork.snapshot()) == "");
  return result.err;
}

/// Mounts a small file system in memory on a directory, until the end of this object.
class SmallDisk {
 public:
  explicit SmallDisk(fs::path folder) : m_folder(std::move(folder)) {
    fs::create_directories(m_folder);
    m_mounted =
        geteuid() == 0 && run_command({"mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", m_folder.string()}).exit == 0;
  }
  ~SmallDisk() {
    if (m_mounted) run_command({"umount", "--lazy", m_folder.string()});
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return m_mounted; }

  /// Fills the disk but for so many bytes.
  void fill_but(std::uintmax_t bytes) const {
    const std::uintmax_t room = fs::space(m_folder).available;
    if (room > bytes) write_bytes(filler(), std::string(room - bytes, 'x'));
  }
  void make_room() const { fs::remove(filler()); }

 private:
  fs::path filler() const { return m_folder / ".git/filler"; }

  fs::path m_folder;
  bool m_mounted = false;
};

}  // namespace

TEST_CASE("no configuration: says where it looked, and what to type") {
  const ForkProject fork;
  fork.project.remove("mlxpatch.toml");
  for (const char* command : {"setup", "status", "update", "regen", "check"}) {
    CHECK_THAT(refused(fork, {command}, 2), ContainsSubstring("mlxpatch.toml") &&
                                                ContainsSubstring(fork.project.path().string()) &&
                                                ContainsSubstring("mlxpatch init"));
  }
  CHECK_THAT(refused(fork, {"--config", "nowhere.toml", "status"}, 2), ContainsSubstring("nowhere.toml"));
}

TEST_CASE("a broken configuration: file, line and column") {
  const ForkProject fork;
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"x\n");
  CHECK_THAT(refused(fork, {"setup"}, 2), ContainsSubstring("mlxpatch.toml:2:"));
}

TEST_CASE("an unknown key: file, line, column and the nearest known key") {
  const ForkProject fork;
  fork.write_config("brunch = \"mine\"\n");
  CHECK_THAT(refused(fork, {"setup"}, 2),
             ContainsSubstring("mlxpatch.toml:6:1") && ContainsSubstring("brunch") && ContainsSubstring("branch"));
  fork.project.write("mlxpatch.toml", "[upstream]\nbranch = \"main\"\n");
  CHECK_THAT(refused(fork, {"setup"}, 2), ContainsSubstring("upstream.url"));
}

TEST_CASE("a broken lock file: its name and line") {
  const ForkProject fork;
  fork.project.write("mlxpatch.lock", "version = 1\nbase = \"not an id\"\n");
  CHECK_THAT(refused(fork, {"setup"}, 2), ContainsSubstring("mlxpatch.lock"));
}

TEST_CASE("an upstream that does not exist: the message has its address, and nothing is left behind") {
  const ForkProject fork;
  const std::string url = GENERATE_REF(std::string("/no/such/upstream.git"), std::string("http://127.0.0.1:1/x.git"),
                                       std::string("git://127.0.0.1:1/x.git"));
  CAPTURE(url);
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + url + "\"\n[checkout]\ndir = \"app-repo\"\n");
  const std::string words = refused(fork, {"setup"});
  CHECK_THAT(words, ContainsSubstring(url));
  CHECK_FALSE(fs::exists(fork.checkout().path()));
}

TEST_CASE("an upstream that disappeared after setup: update and check say so and change nothing") {
  const ForkProject fork;
  fork.set_up();
  fs::rename(fork.upstream.path(), fork.world / "moved-away");
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring(fork.upstream.path().string()));
  CHECK_THAT(refused(fork, {"check"}), ContainsSubstring(fork.upstream.path().string()));
  fork.done({"status"});
}

TEST_CASE("an address that no transport may take is refused before anything is run") {
  const ForkProject fork;
  const std::string url =
      GENERATE_REF(std::string("ext::sh -c 'touch pwned'"), std::string("--upload-pack=touch pwned"),
                   std::string("ftp://example.invalid/x"));
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + url + "\"\n[checkout]\ndir = \"app-repo\"\n");
  refused(fork, {"setup"}, 2);
}

TEST_CASE("a branch that upstream does not have: near names") {
  const ForkProject fork;
  fork.upstream.create_branch("maint");
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + fork.upstream.path().string() +
                                          "\"\nbranch = \"mian\"\n[checkout]\ndir = \"app-repo\"\n");
  const CommandResult result = fork.run({"setup"});
  expect_exit(result, 2);
  CHECK_THAT(result.err,
             ContainsSubstring("mian") && ContainsSubstring("\"main\"") && ContainsSubstring("mlxpatch.toml"));
  CHECK(fork.project.status().find("patches") == std::string::npos);
  fork.write_config();
  fork.set_up();
}

TEST_CASE("a patch that does not apply: patch, file, hunk, the expected line and the one that looks like it") {
  const ForkProject fork;
  std::string patch = fork.project.read("patches/serve-more.patch");
  // Without the index line there is no version to merge with.
  patch = replaced(patch, "index [^\n]*\n", "");
  patch = replaced(patch, "-SIZE = 10\n", "-SIZE = 10  # ten\n");
  fork.project.write("patches/serve-more.patch", patch);
  const CommandResult result = fork.run({"setup"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("serve-more.patch") && ContainsSubstring("server.py") &&
                             ContainsSubstring("hunk 1") && ContainsSubstring("SIZE = 10  # ten") &&
                             ContainsSubstring("server.py:5: found \"SIZE = 10\"") && ContainsSubstring("look-alike") &&
                             ContainsSubstring("mlxpatch.lock"));
  CHECK_FALSE(fork.checkout().try_git({"rev-parse", "--verify", "--quiet", "refs/heads/local-patches"}).exit == 0);
  // The clone stays for the next try, out of the project's own repository.
  CHECK(fork.project.read(".gitignore") == "/app-repo/\n");
  CHECK(fork.project.status().find("mlxpatch.lock") == std::string::npos);
}

TEST_CASE("a patch file that is no patch, is missing, or would write outside: refused whole") {
  const ForkProject fork;
  fork.set_up();
  const std::string good = fork.project.read("patches/serve-more.patch");
  fork.project.write("patches/serve-more.patch", replaced(good, "b/server.py", "b/../../evil.py"));
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("serve-more.patch"));
  CHECK_FALSE(fs::exists(fork.world / "evil.py"));
  fork.project.write("patches/serve-more.patch", replaced(good, "b/server.py", "b/.git/config"));
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("serve-more.patch"));
  fork.project.remove("patches/serve-more.patch");
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("serve-more.patch"));
}

TEST_CASE("foreign content in the checkout's directory is left alone") {
  const ForkProject fork;
  fork.project.write("app-repo/thesis.txt", "years of work\n");
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("app-repo/thesis.txt"));
  CHECK_THAT(refused(fork, {"setup", "--fresh"}), ContainsSubstring("app-repo/thesis.txt"));
  fork.project.remove("app-repo");
  fork.project.write("app-repo", "a file\n");
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("not a directory"));
}

TEST_CASE("a repository of something else in the checkout's directory is left alone") {
  const ForkProject fork;
  const GitRepo other = GitRepo::init(fork.project / "app-repo");
  other.commit_file("other.txt", "other\n", "Another project");
  CHECK_THAT(refused(fork, {"setup"}), ContainsSubstring("upstream") && ContainsSubstring("--adopt"));
}

TEST_CASE("before setup each command says to run setup first") {
  const ForkProject fork;
  for (const char* command : {"status", "update", "regen", "check", "continue", "abort", "undo", "history"}) {
    CAPTURE(command);
    CHECK_THAT(refused(fork, {command}), ContainsSubstring("mlxpatch setup"));
  }
}

TEST_CASE("a checkout on another branch, or detached: the message has the command that switches back") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().git({"checkout", "--quiet", "-b", "experiment"});
  CHECK_THAT(refused(fork, {"update"}),
             ContainsSubstring("on experiment") && ContainsSubstring("git -C app-repo switch local-patches"));
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("switch local-patches"));
  fork.checkout().git({"checkout", "--quiet", "--detach"});
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring("detached"));
  CHECK_THAT(refused(fork, {"pick", "upstream/main"}), ContainsSubstring("detached"));
}

TEST_CASE("a rebase, a cherry-pick or a merge that the user started is not disturbed") {
  const ForkProject fork;
  fork.set_up();
  const std::string onto = fork.advance_against_serve_more();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  const std::string way = GENERATE("rebase", "cherry-pick", "merge");
  CAPTURE(way);
  REQUIRE(fork.checkout().try_git({way, way == "cherry-pick" ? onto : "upstream/main"}).exit != 0);
  for (const char* command : {"update", "regen", "setup", "undo"}) {
    CAPTURE(command);
    CHECK_THAT(refused(fork, {command}), ContainsSubstring(way) && ContainsSubstring("--abort"));
  }
  refused(fork, {"continue"});
  refused(fork, {"abort"});
  fork.done({"status"});
}

TEST_CASE("no identity: git's own variables and settings are named") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  World::current().forget_identity();
  const Snapshot before = without(fork.snapshot(), {"checkout ref refs/remotes/"});
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("user.name") && ContainsSubstring("user.email"));
  CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/remotes/"})) == "");
}

TEST_CASE("no space on the disk: nothing changes, and the update succeeds once there is room") {
  const ForkProject fork;
  const SmallDisk disk(fork.checkout().path());
  if (!disk.mounted()) SKIP("mounting a small file system needs root, and a system that allows it");
  fork.set_up();
  fork.upstream.write("big.txt", std::string(300'000, 'b'));
  fork.advance_cleanly();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  for (const std::uintmax_t room : {0U, 4096U, 16384U, 65536U, 131072U}) {
    CAPTURE(room);
    disk.fill_but(room);
    const Snapshot before = without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/"});
    const CommandResult result = fork.run({"update", "--no-fetch"});
    expect_exit(result, 1);
    CHECK_THAT(result.err, ContainsSubstring("space"));
    disk.make_room();
    CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/"})) == "");
    CHECK(fork.checkout().try_git({"fsck", "--strict"}).exit == 0);
  }
  fork.done({"update"});
  fork.done({"check"});
}

TEST_CASE("an unknown command or flag: the nearest one, exit code 2") {
  const ForkProject fork;
  fork.set_up();
  CHECK_THAT(refused(fork, {"updaet"}, 2), ContainsSubstring("updaet") && ContainsSubstring("update"));
  CHECK_THAT(refused(fork, {"update", "--autostesh"}, 2), ContainsSubstring("--autostesh"));
  CHECK_THAT(refused(fork, {"why", "serve-mroe"}, 2), ContainsSubstring("serve-more"));
}

TEST_CASE("a base that upstream does not have: the lock file and both ways out") {
  const ForkProject fork;
  fork.project.write("mlxpatch.lock", "version = 1\nbase = \"" + std::string(40, 'a') + "\"\n");
  const CommandResult result = fork.run({"setup"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("mlxpatch.lock") && ContainsSubstring(std::string(40, 'a')));
}

TEST_CASE("an index locked by a git program: its lock file is named, and nothing changes") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const fs::path lock = fork.checkout() / ".git/index.lock";
  write_bytes(lock, "");
  const Snapshot before = without(fork.snapshot(), {"checkout ref refs/"});
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("index.lock"));
  CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/"})) == "");
  fs::remove(lock);
  fork.done({"update"});
}

TEST_CASE("what is printed for a patch file that can't be read is what the project's git can do") {
  const ForkProject fork;
  fork.set_up();
  const std::string git = "git -C " + (fork.project / "patches").string();
  SECTION("nothing, if git does not know it") {
    fork.project.write("patches/new.patch", "garbage\n");
    fork.project.write("patches/series", fork.project.read("patches/series") + "new.patch\nmissing.patch\n");
    const CommandResult result = fork.run({"status"});
    CHECK(result.exit == 1);
    CHECK(result.err.find("git ") == std::string::npos);
    CHECK(result.err.find("remove its line from") != std::string::npos);
  }
  SECTION("restore it, if it was changed") {
    fork.project.write("patches/serve-more.patch", "garbage\n");
    CHECK(fork.run({"status"}).err.find(git + " checkout -- serve-more.patch") != std::string::npos);
    fork.project.git({"-C", (fork.project / "patches").string(), "checkout", "--", "serve-more.patch"});
    fork.done({"status"});
  }
  SECTION("restore it, if it was removed") {
    fork.project.remove("patches/serve-more.patch");
    CHECK(fork.run({"regen", "--check"}).exit == 4);
    CHECK(fork.run({"status"}).err.find(git + " checkout -- serve-more.patch") != std::string::npos);
  }
  SECTION("take one side, in a merge that is not finished") {
    fork.project.git({"checkout", "--quiet", "-b", "other"});
    fork.project.commit_file("patches/serve-more.patch", "From theirs\n", "Theirs");
    fork.project.git({"checkout", "--quiet", "-"});
    fork.project.commit_file("patches/serve-more.patch", "From ours\n", "Ours");
    CommandOptions options;
    options.directory = fork.project.path();
    run_command({"git", "merge", "other"}, options);
    CHECK(fork.run({"status"}).err.find(git + " checkout --theirs -- serve-more.patch") != std::string::npos);
    fork.project.git({"-C", (fork.project / "patches").string(), "checkout", "--theirs", "--", "serve-more.patch"});
    CHECK(fork.project.read("patches/serve-more.patch") == "From theirs\n");
  }
}

TEST_CASE("the markers of a merge in lock or patch file are named, with steps that work in any directory") {
  const ForkProject fork;
  fork.set_up();
  const std::string name = GENERATE("mlxpatch.lock", "patches/serve-more.patch");
  const std::string text = fork.project.read(name);
  fork.project.write(name, "<<<<<<< HEAD\n" + text + "=======\n" + text + ">>>>>>> other\n");
  const CommandResult result = run_mlxpatch({"status"}, fork.checkout_path());
  CHECK(result.exit == 2);
  CHECK(result.err.find("the markers of an unresolved git merge") != std::string::npos);
  CHECK(result.err.find("git -C ") != std::string::npos);
  CHECK(result.err.find("`git checkout") == std::string::npos);
}
