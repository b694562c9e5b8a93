#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "pack.hpp"
#include "pending_objects.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A file that grows by a line with each version; each blob is stored with the one before it as its delta base.
std::vector<git::Oid> put_versions(objects::ObjectStore& store, int count) {
  std::vector<git::Oid> blobs;
  std::string text = "the first of many lines that all versions share\n";
  git::Oid before;
  for (int i = 0; i < count; ++i) {
    text += "line " + std::to_string(i) + " of a file that grows\n";
    before = store.put(git::ObjectType::blob, text, before);
    blobs.push_back(before);
  }
  return blobs;
}

std::vector<std::filesystem::path> files_with(const GitRepo& repo, const std::string& extension) {
  std::vector<std::filesystem::path> found;
  for (const auto& file : std::filesystem::directory_iterator(repo / ".git/objects/pack")) {
    if (file.path().extension() == extension) found.push_back(file.path());
  }
  return found;
}

/// The longest chain of deltas, from `git verify-pack -v`: "<id> <type> <size> <packed> <offset> <depth> <base>".
int deepest_chain(const std::string& listing) {
  int deepest = 0;
  std::istringstream lines(listing);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string id, type, size, packed, offset;
    int depth = 0;
    if (fields >> id >> type >> size >> packed >> offset >> depth) deepest = std::max(deepest, depth);
  }
  return deepest;
}

/// A store over a repository with one commit.
struct Scene {
  World world;
  GitRepo repo = [this] {
    GitRepo made = GitRepo::init(world / "repo");
    made.commit_file("a", "a\n", "Base");
    return made;
  }();
  git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store{repository};
};

}  // namespace

TEST_CASE("git verifies the pack that is written, whose chains have at most fifty deltas") {
  Scene scene;
  const GitRepo& repo = scene.repo;
  objects::ObjectStore& store = scene.store;
  const std::vector<git::Oid> blobs = put_versions(store, 180);
  std::vector<objects::PathEdit> edits;
  edits.reserve(blobs.size());
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    edits.push_back({"directory/file" + std::to_string(i), {git::Mode::file, blobs[i]}});
  }
  const git::Oid tree = objects::edit_tree(store, {}, edits);
  CHECK(files_with(repo, ".pack").empty());
  store.write_pack();

  const std::vector<std::filesystem::path> packs = files_with(repo, ".pack");
  REQUIRE(packs.size() == 1);
  REQUIRE(files_with(repo, ".idx").size() == 1);
  const int depth = deepest_chain(repo.git({"verify-pack", "-v", packs.front().string()}));
  CHECK(depth > 10);
  CHECK(depth <= 50);
  CHECK(repo.try_git({"index-pack", "--strict", "--verify", packs.front().string()}).exit == 0);
  repo.git({"update-ref", "refs/heads/written", repo.git({"commit-tree", "-m", "Written", tree.hex()})});
  CHECK(repo.try_git({"fsck", "--strict", "--no-dangling"}).exit == 0);
  CHECK(repo.git({"cat-file", "blob", blobs.back().hex()}).size() > 3600);
  CHECK(store.pending() == 0);
}

TEST_CASE("a discarded object reaches no pack") {
  Scene scene;
  const GitRepo& repo = scene.repo;
  objects::ObjectStore& store = scene.store;
  put_versions(store, 3);
  store.discard();
  store.write_pack();
  CHECK(files_with(repo, ".pack").empty());
}

TEST_CASE("what was written stays until a reference can reach it, whatever git gc would drop") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", "1\n", "one");
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const auto gc = [&] { repo.git({"gc", "--quiet", "--prune=now"}); };
  const auto put = [&] { return store.put(git::ObjectType::blob, "nothing reaches it\n"); };
  const git::Oid blob = put();
  store.write_pack();
  gc();
  CHECK(repo.try_git({"cat-file", "-e", blob.hex()}).exit == 0);  // kept
  CHECK(files_with(repo, ".keep").size() == 1);
  store.release_pack();
  CHECK(files_with(repo, ".keep").empty());

  // The store has read the list of packs, and the library has the object in its cache.
  CHECK(*store.read(blob, git::ObjectType::blob) == "nothing reaches it\n");
  gc();
  REQUIRE(repo.try_git({"cat-file", "-e", blob.hex()}).exit != 0);
  put();
  store.write_pack();
  CHECK(repo.try_git({"cat-file", "-e", blob.hex()}).exit == 0);
  store.release_pack();

  // Nothing reaches the pack that has it, and git may have listed that to be dropped.
  const std::vector<std::filesystem::path> listed = files_with(repo, ".pack");
  put();
  store.write_pack();
  for (const std::filesystem::path& path : listed) {
    for (const char* extension : {".pack", ".idx", ".keep"})
      std::filesystem::remove(std::filesystem::path(path).replace_extension(extension));
  }
  CHECK(repo.try_git({"cat-file", "-e", blob.hex()}).exit == 0);
}

TEST_CASE("an object that is its own delta base is packed whole") {
  Scene scene;
  scene.store.read(*git::Oid::from_hex(scene.repo.rev_parse("HEAD:a")), git::ObjectType::blob);
  const std::string bytes = "a line that is long enough for a delta to be worth while\n";
  const git::Oid id = git::hash_object(git::ObjectType::blob, bytes);
  scene.store.put(git::ObjectType::blob, bytes, id);
  scene.store.write_pack();
  CHECK(scene.repo.git({"cat-file", "blob", id.hex()}) + "\n" == bytes);
  CHECK(scene.repo.git({"fsck", "--strict", "--no-dangling"}).empty());
}

TEST_CASE("a store takes over one object of a layer, and not the others") {
  Scene scene;
  objects::ObjectStore layer(scene.store);
  const git::Oid taken = layer.put(git::ObjectType::blob, "taken\n");
  const git::Oid left = layer.put(git::ObjectType::blob, "left\n");
  scene.store.adopt(layer, taken);
  scene.store.adopt(layer, *git::Oid::from_hex(scene.repo.rev_parse("HEAD:a")));
  CHECK(scene.store.pending() == 1);
  scene.store.write_pack();
  CHECK(scene.repo.git({"cat-file", "blob", taken.hex()}) == "taken");
  CHECK(scene.repo.try_git({"cat-file", "-e", left.hex()}).exit != 0);
}

TEST_CASE("many large objects that resemble each other are held as deltas, and are what they were") {
  Scene scene;
  constexpr std::size_t k_lines = 40000;
  std::vector<std::string> lines;
  lines.reserve(k_lines);
  for (std::size_t i = 0; i < k_lines; ++i)
    lines.push_back("line " + std::to_string(i) + " of a long text in a file\n");
  const auto text = [&] {
    std::string joined;
    for (const std::string& line : lines) joined += line;
    return joined;
  };
  std::vector<std::string> versions;
  std::vector<git::Oid> ids;
  git::Oid before;
  for (std::size_t i = 0; i < 100; ++i) {
    lines[i * 397 % k_lines] = "version " + std::to_string(i) + "\n";
    versions.push_back(text());
    before = scene.store.put(git::ObjectType::blob, versions.back(), before);
    ids.push_back(before);
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{99}, std::size_t{60}, std::size_t{61}, std::size_t{30}}) {
    CHECK(*scene.store.read(ids[i], git::ObjectType::blob) == versions[i]);
  }
  objects::ObjectStore other(scene.store);
  const git::Oid last = other.put(git::ObjectType::blob, versions.back() + "\n", ids.back());
  scene.store.adopt(other, last, ids.back());
  scene.store.write_pack();
  scene.store.release_pack();
  CHECK(scene.repo.git({"fsck", "--strict", "--no-dangling"}).empty());
  objects::ObjectStore anew(scene.repository);
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(*anew.read(ids[i], git::ObjectType::blob) == versions[i]);
  CHECK(*anew.read(last, git::ObjectType::blob) == versions.back() + "\n");
}

TEST_CASE("beyond a budget a large object that resembles another one is held as a delta, and rebuilt") {
  objects::PendingObjects pending;
  std::string text;
  for (int i = 0; i < 50000; ++i) text += "a line with the number " + std::to_string(i) + "\n";
  std::vector<std::string> versions;
  for (unsigned char i = 0; i < 120; ++i) {
    text[i * std::size_t{1000}] = static_cast<char>('A' + i % 26);
    versions.push_back(text);
    const git::Oid base = i == 0 ? git::Oid{} : git::Oid({static_cast<unsigned char>(i)});
    pending.add(git::Oid({static_cast<unsigned char>(i + 1)}),
                {git::ObjectType::blob, std::make_shared<const std::string>(text)}, base);
  }
  const auto is_whole = [](const objects::PackedObject& object) { return object.bytes != nullptr; };
  const auto whole = static_cast<std::size_t>(std::ranges::count_if(pending.list(), is_whole));
  CHECK(whole < 60);
  CHECK(std::ranges::all_of(pending.list(), [](const auto& object) { return object.held_depth < 50; }));
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto found = pending.find(git::Oid({static_cast<unsigned char>(i + 1)}));
    REQUIRE(found);
    CHECK(*found->bytes == versions[i]);
  }
  pending.clear();
  CHECK_FALSE(pending.find(git::Oid({1})));
}
