#include <cstddef>
#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/transport/remote.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

/// A repository and its clone by git, which then fetches by libgit2.
struct Scene {
  explicit Scene(bool by_url = false) {
    for (int i = 0; i < 5; ++i) {
      source.write("lib/deep/file" + std::to_string(i), "text " + std::to_string(i) + "\n");
      source.write("other/file" + std::to_string(i), "other " + std::to_string(i) + "\n");
      source.commit("Step " + std::to_string(i));
    }
    const std::string address = (by_url ? "file://" : "") + source.path().string();
    GitRepo::clone(address, clone.path(), {"--quiet", "--origin", "upstream"});
  }

  void fetch() const {
    TransferOptions options;
    options.transport = Transport::libgit2;
    mlxpatch::transport::fetch(Repository::open(clone.path()), "upstream", options);
  }

  std::size_t packs() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(clone / ".git/objects/pack")) {
      if (entry.path().extension() == ".pack") ++count;
    }
    return count;
  }

  /// The clone has all of the source's branches and tags, whole.
  void check_whole() const {
    CHECK(clone.git({"rev-parse", "refs/remotes/upstream/main"}) == source.rev_parse("main"));
    CHECK(clone.git({"fsck", "--strict", "--no-dangling"}) == "");
    CHECK(clone.git({"for-each-ref", "refs/tags"}) == source.git({"for-each-ref", "refs/tags"}));
    CHECK(clone.git({"rev-list", "--objects", "--remotes", "--tags"}) ==
          source.git({"rev-list", "--objects", "--branches", "--tags"}));
  }

  World world;
  GitRepo source = GitRepo::init(world / "source");
  GitRepo clone{world / "clone"};
};

/// Changes of every kind that a tree knows, a merge, and tags of commits and of tags.
void go_on(const GitRepo& source) {
  source.commit_file("lib/deep/file1", "text 1, edited\n", "Edit");
  source.git({"mv", "lib", "library"});
  source.commit("Move a directory");
  source.write_executable("run", "#!/bin/sh\n");
  source.symlink("link", "run");
  source.commit("A script and a link");
  source.git({"update-index", "--add", "--cacheinfo", "160000," + source.rev_parse() + ",module"});
  source.git({"commit", "--quiet", "-m", "A submodule"});
  source.git({"revert", "--no-edit", "HEAD"});
  source.git({"checkout", "--quiet", "-b", "side", "HEAD~3"});
  source.commit_file("side", "side\n", "Beside");
  source.git({"tag", "light"});
  source.git({"checkout", "--quiet", "main"});
  source.git({"merge", "--quiet", "--no-edit", "side"});
  source.git({"tag", "-a", "-m", "A tag", "v1"});
  source.git({"tag", "-a", "-m", "A tag of a tag", "v2", "v1"});
  source.git({"checkout", "--quiet", "--orphan", "unrelated"});
  source.commit("A root of its own");
  source.git({"checkout", "--quiet", "main"});
}

}  // namespace

TEST_CASE("libgit2 fetches what is new in a repository on this machine as one pack") {
  const bool by_url = GENERATE(false, true);
  const bool packed = GENERATE(false, true);
  const Scene scene(by_url);
  go_on(scene.source);
  if (packed) scene.source.git({"gc", "--quiet"});
  const std::size_t before = scene.packs();
  scene.fetch();
  scene.check_whole();
  CHECK(scene.packs() == before + 1);
  scene.fetch();
  CHECK(scene.packs() == before + 1);
  scene.source.commit_file("other/file2", "once more\n", "Once more");
  scene.fetch();
  scene.check_whole();
}

TEST_CASE("tags of blobs and trees are fetched, too") {
  const Scene scene;
  scene.source.commit_file("new", "new\n", "New");
  scene.source.commit_file("directory/newer", "newer\n", "Newer");
  scene.source.git({"tag", "a-file", scene.source.git({"rev-parse", "HEAD:new"})});
  scene.source.git(
      {"tag", "-a", "-m", "A directory", "a-directory", scene.source.git({"rev-parse", "HEAD:directory"})});
  scene.source.git({"reset", "--quiet", "--hard", "HEAD~2"});
  scene.fetch();
  scene.check_whole();
}

TEST_CASE("a commit that a killed fetch left without its files does not count as complete") {
  const Scene scene;
  scene.source.commit_file("first", "first\n", "First");
  const std::string first = scene.source.rev_parse();
  scene.source.commit_file("second", "second\n", "Second");
  const std::string object = first.substr(0, 2) + "/" + first.substr(2);
  fs::create_directories(scene.clone / (".git/objects/" + first.substr(0, 2)));
  fs::copy_file(scene.source / (".git/objects/" + object), scene.clone / (".git/objects/" + object));
  scene.fetch();
  scene.check_whole();
}

TEST_CASE("a fetch from a shallow repository is done by libgit2") {
  const Scene scene;
  const std::string address = "file://" + scene.source.path().string();
  const GitRepo shallow = GitRepo::clone(address, scene.world / "shallow", {"--quiet", "--depth", "2"});
  scene.clone.git({"remote", "set-url", "upstream", shallow.path().string()});
  shallow.commit_file("newer", "newer\n", "Newer");
  scene.fetch();
  CHECK(scene.clone.rev_parse("refs/remotes/upstream/main") == shallow.rev_parse());
}

TEST_CASE("an object that does not match its id is refused, and nothing is written") {
  const Scene scene;
  scene.source.commit_file("new", "new\n", "New");
  const auto loose = [&](const std::string& id) {
    return scene.source / (".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  };
  const fs::path file = loose(scene.source.git({"rev-parse", "HEAD:new"}));
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  fs::copy_file(loose(scene.source.git({"rev-parse", "HEAD:other/file1"})), file, fs::copy_options::overwrite_existing);
  const std::string before = scene.clone.git({"for-each-ref"});
  const std::size_t packs = scene.packs();
  CHECK_THROWS_WITH(scene.fetch(), Catch::Matchers::ContainsSubstring("is damaged"));
  CHECK(scene.clone.git({"for-each-ref"}) == before);
  CHECK(scene.packs() == packs);
}
