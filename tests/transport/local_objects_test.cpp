#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/messages.hpp>
#include <support/world.hpp>

using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

/// A repository with a pack, and with newer loose objects.
struct Scene {
  World world;
  GitRepo source = GitRepo::init(world / "source");
  std::string tip = [this] {
    source.commit_file("a", "1\n", "one");
    source.git({"tag", "-a", "-m", "First", "v1"});
    source.git({"gc", "--quiet"});
    return source.commit_file("docs/b", "2\n", "two");
  }();

  GitRepo clone(const std::string& address, TransferOptions options = {}) const {
    options.transport = Transport::libgit2;
    mlxpatch::transport::clone(address, world / "clone", "upstream", options);
    return GitRepo(world / "clone");
  }
  std::string path() const { return source.path().string(); }
};

std::vector<fs::path> files_in(const fs::path& directory, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

std::string loose_file(const GitRepo& repository, const std::string& id) {
  return (repository / (".git/objects/" + id.substr(0, 2) + "/" + id.substr(2))).string();
}

void check_whole(const Scene& scene, const GitRepo& clone) {
  CHECK(clone.rev_parse("refs/remotes/upstream/main") == scene.tip);
  CHECK(clone.rev_parse("v1") == scene.source.rev_parse("v1"));
  CHECK(clone.git({"fsck", "--strict", "--no-dangling"}) == "");
  CHECK(clone.git({"rev-list", "--objects", "--all"}) == scene.source.git({"rev-list", "--objects", "--all"}));
}

/// No file of the clone is a file of the source, or a link to one.
void check_apart(const GitRepo& clone) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(clone / ".git/objects")) {
    CAPTURE(entry.path());
    CHECK_FALSE(entry.is_symlink());
    if (!entry.is_regular_file()) continue;
    CHECK(entry.hard_link_count() == 1);
    ++files;
  }
  CHECK(files > 0);
}

}  // namespace

TEST_CASE("libgit2 clones a path by linking its packs and loose objects") {
  const Scene scene;
  const GitRepo clone = scene.clone(scene.path());
  check_whole(scene, clone);
  const auto packs = files_in(clone / ".git/objects/pack", ".pack");
  REQUIRE(packs.size() == 1);
  CHECK(fs::equivalent(packs.front(), files_in(scene.source / ".git/objects/pack", ".pack").front()));
  CHECK(fs::equivalent(loose_file(clone, scene.tip), loose_file(scene.source, scene.tip)));
}

TEST_CASE("a clone has all its refs in one file, as git packs them") {
  const Scene scene;
  scene.source.git({"tag", "light"});
  scene.source.git({"tag", "-a", "-m", "A tag of a tag", "nested", "v1"});
  scene.source.git({"branch", "topic/one"});
  scene.source.git({"branch", "topic.two"});
  const GitRepo clone = scene.clone(scene.path());
  const std::string packed = clone.read(".git/packed-refs");
  CHECK_FALSE(fs::exists(clone / ".git/refs/tags/v1"));
  CHECK_FALSE(fs::exists(clone / ".git/refs/remotes/upstream/main"));
  clone.git({"tag", "another", "light"});
  clone.git({"pack-refs", "--all"});
  clone.git({"tag", "-d", "another"});
  CHECK(clone.read(".git/packed-refs") == packed);
  CHECK(clone.git({"symbolic-ref", "refs/remotes/upstream/HEAD"}) == "refs/remotes/upstream/main");
}

TEST_CASE("a clone of a local repository does not run git, unless git is asked for or needed") {
  const Scene scene;
  World& world = World::current();
  fs::create_directories(world / "tools");
  write_bytes(world / "tools/git", "#!/bin/sh\necho 'fatal: this git does nothing' >&2\nexit 1\n");
  fs::permissions(world / "tools/git", fs::perms::owner_all);
  const std::string tools = std::getenv("PATH");
  std::string address = scene.path();
  TransferOptions options;
  const auto clone_without_git = [&] {
    world.set_environment("PATH", (world / "tools").string());
    const std::string message =
        thrown_message([&] { mlxpatch::transport::clone(address, world / "clone", "upstream", options); });
    world.set_environment("PATH", tools);
    return message;
  };
  const std::string said_by_git = "this git does nothing";
  SECTION("not asked for") {
    CHECK(clone_without_git() == "nothing was thrown");
    check_whole(scene, GitRepo(world / "clone"));
  }
  SECTION("asked for") {
    options.transport = Transport::git;
    CHECK(contains(clone_without_git(), said_by_git));
  }
  SECTION("a shallow clone") {
    options.depth = 1;
    CHECK(contains(clone_without_git(), said_by_git));
  }
  SECTION("of a repository that borrows its objects") {
    address = GitRepo::clone(scene.path(), world / "borrower", {"--shared"}).path().string();
    CHECK(contains(clone_without_git(), said_by_git));
  }
}

TEST_CASE("libgit2 clones a file URL by copying its packs and loose objects") {
  const Scene scene;
  const GitRepo clone = scene.clone("file://" + scene.path());
  check_whole(scene, clone);
  check_apart(clone);
  CHECK(files_in(clone / ".git/objects/pack", ".pack").front().filename() ==
        files_in(scene.source / ".git/objects/pack", ".pack").front().filename());
  CHECK(fs::exists(loose_file(clone, scene.tip)));
}

TEST_CASE("a repository that does not have all of its objects itself is repacked by libgit2") {
  const Scene scene;
  const fs::path objects = scene.source / ".git/objects";
  SECTION("objects borrowed from another repository") {
    const GitRepo borrower = GitRepo::clone(scene.path(), scene.world / "borrower", {"--shared"});
    borrower.git({"push", "--quiet", "origin", "HEAD:refs/heads/same"});
    const GitRepo clone = scene.clone(borrower.path().string());
    CHECK(clone.rev_parse("refs/remotes/upstream/main") == scene.tip);
    CHECK(clone.git({"fsck", "--strict", "--no-dangling"}) == "");
    check_apart(clone);
  }
  SECTION("a partial clone") {
    const fs::path pack = files_in(objects / "pack", ".pack").front();
    write_bytes(fs::path(pack).replace_extension(".promisor"), "");
    const GitRepo clone = scene.clone(scene.path());
    check_whole(scene, clone);
    check_apart(clone);
  }
  SECTION("a symbolic link in place of the packs") {
    fs::rename(objects / "pack", scene.world / "packs");
    fs::create_directory_symlink(scene.world / "packs", objects / "pack");
    const GitRepo clone = scene.clone(scene.path());
    check_whole(scene, clone);
    check_apart(clone);
  }
}

TEST_CASE("half-written and kept files in a pack directory are not cloned") {
  const Scene scene;
  const fs::path packs = scene.source / ".git/objects/pack";
  write_bytes(packs / "tmp_pack_abc", "half");
  write_bytes(files_in(packs, ".pack").front().replace_extension(".keep"), "");
  const GitRepo clone = scene.clone(scene.path());
  check_whole(scene, clone);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(clone / ".git/objects/pack")) {
    CHECK(entry.path().extension() != ".keep");
    CHECK(entry.path().filename().string().starts_with("pack-"));
    ++files;
  }
  CHECK(files >= 2);  // a pack and its index
}

TEST_CASE("a clone by links is complete even if git repacks the source meanwhile") {
  const Scene scene;
  TransferOptions options;
  bool is_packed = false;
  options.on_progress = [&](const TransferProgress&) {
    if (std::exchange(is_packed, true)) return;
    scene.source.git({"gc", "--quiet", "--prune=now"});
  };
  const GitRepo clone = scene.clone(scene.path(), options);
  REQUIRE(is_packed);
  check_whole(scene, clone);
}
