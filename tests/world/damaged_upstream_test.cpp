#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "small_fork.hpp"

// An upstream on this machine that is damaged: what is taken over from it must not be.

using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

fs::path loose(const GitRepo& repository, const std::string& revision) {
  const std::string id = repository.rev_parse(revision);
  return repository / (".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
}

void overwrite(const fs::path& file, const std::string& bytes) {
  fs::remove(file);
  write_bytes(file, bytes);
}

/// Packs everything; returns the pack's or index's path.
fs::path packed(const GitRepo& repository, const std::string& extension) {
  repository.git({"gc", "--quiet", "--prune=now"});
  for (const auto& entry : fs::directory_iterator(repository / ".git/objects/pack")) {
    if (entry.path().extension() == extension) return entry.path();
  }
  return {};
}

/// Cuts a file off after so many bytes.
void cut(const fs::path& file, std::size_t size) { overwrite(file, read_bytes(file).substr(0, size)); }

const std::map<std::string, std::function<void(const GitRepo&)>> k_damages = {
    {"a missing parent", [](const GitRepo& up) { fs::remove(loose(up, "HEAD~1")); }},
    {"a missing tree", [](const GitRepo& up) { fs::remove(loose(up, "HEAD:sub")); }},
    {"a missing blob", [](const GitRepo& up) { fs::remove(loose(up, "HEAD:a")); }},
    {"a swapped blob", [](const GitRepo& up) { overwrite(loose(up, "HEAD:a"), read_bytes(loose(up, "HEAD:sub/s"))); }},
    {"a swapped commit", [](const GitRepo& up) { overwrite(loose(up, "HEAD"), read_bytes(loose(up, "HEAD~2"))); }},
    {"an empty object", [](const GitRepo& up) { overwrite(loose(up, "HEAD:a"), ""); }},
    {"noise in place of an object", [](const GitRepo& up) { overwrite(loose(up, "HEAD:a"), "noise\n"); }},
    {"a pack with other bytes in the middle",
     [](const GitRepo& up) {
       const fs::path pack = packed(up, ".pack");
       std::string bytes = read_bytes(pack);
       bytes.replace(bytes.size() / 2, 3, "\xff\xff\xff");
       overwrite(pack, bytes);
     }},
    {"a pack that is cut off", [](const GitRepo& up) { cut(packed(up, ".pack"), 300); }},
    {"an index of a pack that is cut off", [](const GitRepo& up) { cut(packed(up, ".idx"), 500); }},
    {"a pack without its index", [](const GitRepo& up) { fs::remove(packed(up, ".idx")); }},
    {"alternates that lead nowhere",
     [](const GitRepo& up) {
       fs::remove_all(up / ".git/objects");
       write_bytes(up / ".git/objects/info/alternates", "/nonexistent/objects\n");
     }},
    {"a branch at a commit that is not there",
     [](const GitRepo& up) { write_bytes(up / ".git/refs/heads/other", std::string(40, '1') + "\n"); }},
};

}  // namespace

TEST_CASE("nothing is cloned from a damaged upstream on this machine, whoever clones it, and the message says so") {
  const std::string with = GENERATE("auto", "git", "libgit2");
  const std::string scheme = GENERATE("", "file://");
  for (const auto& [name, damage] : k_damages) {
    CAPTURE(name, with, scheme);
    const SmallFork fork;
    fork.advance();
    damage(fork.upstream);
    fork.follow(scheme + fork.upstream.path().string(), with);
    fork.check_refused({"setup"}, {"the repository to read from is damaged: ", "at " + scheme + "$WORLD/up",
                                   "git -C $WORLD/up fsck", "nothing has changed here"});
    CHECK_FALSE(fs::exists(fork.checkout_path()));
  }
}

TEST_CASE("nothing is fetched from an upstream on this machine that was damaged since, and the next fetch works") {
  const std::string with = GENERATE("auto", "git", "libgit2");
  for (const auto& [name, damage] : k_damages) {
    CAPTURE(name, with);
    const SmallFork fork;
    fork.follow(fork.upstream.path().string(), with);
    fork.done({"setup"});
    fork.advance();
    const GitRepo sound = GitRepo::clone(fork.upstream.path().string(), fork.world / "sound", {"--no-local"});
    damage(fork.upstream);
    const std::string tip = fork.checkout().rev_parse("local-patches");
    fork.check_refused({"update"}, {"the repository to read from is damaged: ", "git -C $WORLD/up fsck"});
    CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
    CHECK(fork.checkout().rev_parse("local-patches") == tip);
    fs::remove_all(fork.upstream.path());
    fs::rename(sound.path(), fork.upstream.path());
    fork.done({"update"});
    CHECK(fork.checkout().rev_parse("local-patches~1") == fork.upstream.rev_parse());
  }
}

TEST_CASE("from a shallow upstream a shallow clone is made, or it is refused, but never a broken one") {
  const SmallFork fork;
  fork.advance();
  const GitRepo shallow =
      GitRepo::clone("file://" + fork.upstream.path().string(), fork.world / "shallow", {"--depth=1"});
  fork.follow(shallow.path().string(), "libgit2");
  fork.check_refused({"setup"}, {"is shallow, and its history ends too early", "at $WORLD/shallow",
                                 "git -C $WORLD/shallow fetch --unshallow", "fetch.with = \"git\""});
  CHECK_FALSE(fs::exists(fork.checkout_path()));
  fork.follow(shallow.path().string());
  fork.run({"setup"});
  CHECK(fork.checkout().git({"rev-parse", "--is-shallow-repository"}) == "true");
  CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("a clone from a path does not borrow objects, even if upstream does") {
  const SmallFork fork;
  const GitRepo borrower =
      GitRepo::clone(fork.upstream.path().string(), fork.world / "borrower", {"--shared", "--quiet"});
  fork.follow(borrower.path().string());
  fork.done({"setup"});
  CHECK_FALSE(fs::exists(fork.checkout_path() / ".git/objects/info/alternates"));
  fs::remove_all(borrower.path());
  fs::remove_all(fork.upstream.path());
  CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
}
