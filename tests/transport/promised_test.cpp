#include <filesystem>
#include <memory>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/fetcher.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/transport/promised_objects.hpp>
#include <mlxpatch/transport/transfer_options.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::objects;
using namespace mlxpatch::transport;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A repository with two files, and a clone of it that has neither.
struct Scene {
  World world;
  GitRepo source = GitRepo::init(world / "source");
  std::string url = "file://" + source.path().string();
  Oid first = [this] {
    source.git({"config", "uploadpack.allowFilter", "true"});
    source.git({"config", "uploadpack.allowAnySHA1InWant", "true"});
    source.write("b", "second\n");
    source.commit_file("a", "first\n", "Begin");
    return *Oid::from_hex(source.rev_parse("HEAD:a"));
  }();
  Oid second = *Oid::from_hex(source.rev_parse("HEAD:b"));
  GitRepo clone = GitRepo::clone(url, world / "clone", {"--filter=blob:none", "--no-checkout", "--quiet"});
  Repository repository = Repository::open(clone.path());
};

std::unique_ptr<Fetcher> promised(const Repository& repository) {
  return std::make_unique<PromisedObjects>(repository, TransferOptions{});
}

}  // namespace

TEST_CASE("an object that a partial clone lacks is fetched when it is read") {
  Scene scene;
  ObjectStore store(scene.repository, promised(scene.repository));
  CHECK(store.is_partial());
  CHECK_FALSE(store.contains(scene.first));
  CHECK(*store.read(scene.first, ObjectType::blob) == "first\n");
  CHECK_FALSE(store.contains(scene.second));
  CHECK_FALSE(std::filesystem::exists(scene.clone / ".git/FETCH_HEAD"));
}

TEST_CASE("objects are fetched together, once, and also through a scratch layer") {
  Scene scene;
  ObjectStore store(scene.repository, promised(scene.repository));
  ObjectStore scratch(store);
  const Oid own = scratch.put(ObjectType::blob, "of our own\n");
  scratch.fetch_missing({scene.first, scene.second, Oid{}, own});
  CHECK(store.contains(scene.first));
  CHECK(store.contains(scene.second));
  std::filesystem::remove_all(scene.source.path());
  scratch.fetch_missing({scene.first, scene.second});
  CHECK(*scratch.read(scene.second, ObjectType::blob) == "second\n");
}

TEST_CASE("of several promisor remotes, the next is asked if one does not answer") {
  Scene scene;
  scene.clone.git({"remote", "add", "away", (scene.world / "away").string()});
  scene.clone.git({"config", "remote.away.promisor", "true"});
  const Repository repository = Repository::open(scene.clone.path());
  ObjectStore store(repository, promised(repository));
  CHECK(*store.read(scene.first, ObjectType::blob) == "first\n");
}

TEST_CASE("an object that no remote has is reported with its id") {
  Scene scene;
  ObjectStore store(scene.repository, promised(scene.repository));
  const Oid nowhere = *Oid::from_hex("0123456789012345678901234567890123456789");
  try {
    store.read(nowhere, ObjectType::blob);
    FAIL("it was read");
  } catch (const mlxpatch::Error& error) {
    CHECK_THAT(error.what(), ContainsSubstring("does not send an object"));
    CHECK_THAT(error.places().back(), ContainsSubstring("1 missing object, 01234567 first"));
  }
}

TEST_CASE("without a git program nothing can be fetched into a partial clone, and the error says so") {
  Scene scene;
  ObjectStore store(scene.repository, promised(scene.repository));
  scene.world.set_environment("PATH", (scene.world / "no-tools").string());
  CHECK_THROWS_WITH(store.read(scene.first, ObjectType::blob), ContainsSubstring("there is no git program"));
}

TEST_CASE("a complete repository fetches nothing") {
  Scene scene;
  const Repository repository = Repository::open(scene.source.path());
  ObjectStore store(repository, promised(repository));
  CHECK_FALSE(store.is_partial());
  const Oid nowhere = *Oid::from_hex("0123456789012345678901234567890123456789");
  store.fetch_missing({nowhere});
  CHECK_THROWS_WITH(store.read(nowhere, ObjectType::blob), ContainsSubstring("is missing"));
}

TEST_CASE("without a fetcher, what a partial clone lacks is missing") {
  Scene scene;
  ObjectStore store(scene.repository);
  CHECK_FALSE(store.is_partial());
  CHECK_THROWS_WITH(store.read(scene.first, ObjectType::blob), ContainsSubstring("is missing"));
}
