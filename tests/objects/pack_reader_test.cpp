#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "pack_reader.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

namespace fs = std::filesystem;

/// A history with long chains of similar files, files of many sizes, and directories.
GitRepo make_history(const fs::path& path) {
  GitRepo repo = GitRepo::init(path);
  Random random(7);
  std::string noise;
  for (int i = 0; i < 70'000; ++i) noise += static_cast<char>(random.below(256));
  repo.write("empty", "");
  repo.write("noise", noise);
  repo.write("zeros", std::string(300'000, '\0'));
  std::string grown = "the first line\n";
  for (int i = 0; i < 60; ++i) {
    grown.insert(random.below(grown.size()), "line " + std::to_string(i) + " of a file that grows\n");
    repo.write("a/b/grown", grown);
    repo.write("a/file" + std::to_string(i), std::to_string(random.next()));
    repo.commit("Step " + std::to_string(i));
  }
  repo.git({"tag", "-a", "-m", "A tag", "v1"});
  return repo;
}

struct Listed {
  std::string id;
  std::string type;
  std::size_t size = 0;
};

std::vector<Listed> objects_of(const GitRepo& repo) {
  std::vector<Listed> objects;
  std::istringstream lines(repo.git({"cat-file", "--batch-check", "--batch-all-objects"}));
  for (Listed object; lines >> object.id >> object.type >> object.size;) objects.push_back(object);
  return objects;
}

git::ObjectType type_named(const std::string& name) {
  return name == "commit" ? git::ObjectType::commit
         : name == "tree" ? git::ObjectType::tree
         : name == "blob" ? git::ObjectType::blob
                          : git::ObjectType::tag;
}

/// How many of the repository's objects the reader gives; each must be what its id says.
std::size_t count_read(const GitRepo& repo, objects::PackReader& reader) {
  std::size_t found = 0;
  for (const Listed& listed : objects_of(repo)) {
    INFO(listed.id << " " << listed.type);
    const auto object = reader.read(*git::Oid::from_hex(listed.id));
    if (!object) continue;
    ++found;
    CHECK(object->type == type_named(listed.type));
    CHECK(object->bytes->size() == listed.size);
    CHECK(git::hash_object(object->type, *object->bytes).hex() == listed.id);
  }
  return found;
}

fs::path pack_of(const GitRepo& repo, const std::string& extension) {
  for (const auto& file : fs::directory_iterator(repo / ".git/objects/pack")) {
    if (file.path().extension() == extension) return file.path();
  }
  return {};
}

void repack(const GitRepo& repo, const std::vector<std::string>& settings) {
  std::vector<std::string> words;
  for (const std::string& setting : settings) words.insert(words.end(), {"-c", setting});
  words.insert(words.end(), {"repack", "-a", "-d", "-f", "-q", "--depth=40"});
  repo.git(words);
}

void overwrite(const fs::path& file, const std::string& bytes) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  fs::remove(file);
  std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("every object of a pack is read, however git packed it") {
  World world;
  const GitRepo repo = make_history(world / "repo");
  const std::size_t count = objects_of(repo).size();
  REQUIRE(count > 200);
  const std::vector<std::vector<std::string>> ways{
      {}, {"repack.useDeltaBaseOffset=false"}, {"core.compression=0"}, {"core.compression=9"}};
  for (const std::vector<std::string>& way : ways) {
    INFO((way.empty() ? "as usual" : way.front()));
    repack(repo, way);
    objects::PackReader reader(repo / ".git/objects");
    CHECK(count_read(repo, reader) == count);
    CHECK(count_read(repo, reader) == count);  // now from what it remembers
    CHECK_FALSE(reader.read(*git::Oid::from_hex(std::string(40, '1'))));
  }
}

TEST_CASE("offsets of more than 31 bits are followed to the index's second table") {
  World world;
  const GitRepo repo = make_history(world / "repo");
  repack(repo, {});
  const fs::path pack = pack_of(repo, ".pack");
  const std::string offsets = "--index-version=2,0x800";
  repo.git({"index-pack", offsets, "-o", (world / "new.idx").string(), pack.string()});
  overwrite(pack_of(repo, ".idx"), read_file(world / "new.idx"));
  objects::PackReader reader(repo / ".git/objects");
  CHECK(count_read(repo, reader) == objects_of(repo).size());
}

TEST_CASE("the reader has several packs and alternates, the store also what is in no pack") {
  World world;
  const GitRepo repo = make_history(world / "repo");
  repack(repo, {});
  const std::size_t packed = objects_of(repo).size();
  const GitRepo borrower = GitRepo::clone(repo.path().string(), world / "borrower", {"--shared", "--quiet"});
  borrower.commit_file("own", "own\n", "Own");
  objects::PackReader before(borrower / ".git/objects");
  CHECK(count_read(borrower, before) == packed);
  borrower.git({"repack", "-l", "-d", "-q"});
  objects::PackReader after(borrower / ".git/objects");
  CHECK(count_read(borrower, after) == packed + 3);
  // The reader knows the packs of when it was made; the store finds the rest through the library.
  const git::Repository repository = git::Repository::open(borrower.path());
  objects::ObjectStore store(repository);
  const std::string first = borrower.rev_parse();
  CHECK(store.commit(*git::Oid::from_hex(first)).subject() == "Own");
  const std::string second = borrower.commit_file("own", "more\n", "More");
  CHECK(store.commit(*git::Oid::from_hex(second)).subject() == "More");
}

TEST_CASE("packs that are damaged or of another version are left to libgit2") {
  World world;
  const GitRepo repo = make_history(world / "repo");
  repack(repo, {});
  const std::string pack = read_file(pack_of(repo, ".pack"));
  const std::string index = read_file(pack_of(repo, ".idx"));
  const auto nothing_is_read = [&] {
    objects::PackReader reader(repo / ".git/objects");
    return !reader.read(*git::Oid::from_hex(repo.rev_parse()));
  };
  CHECK_FALSE(nothing_is_read());
  repo.git({"index-pack", "--index-version=1", "-o", (world / "old.idx").string(), pack_of(repo, ".pack").string()});
  overwrite(pack_of(repo, ".idx"), read_file(world / "old.idx"));
  CHECK(nothing_is_read());
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{1100}, index.size() - 1}) {
    INFO("an index of " << size << " bytes");
    overwrite(pack_of(repo, ".idx"), index.substr(0, size));
    objects::PackReader reader(repo / ".git/objects");
    CHECK_FALSE(reader.read(git::Oid{}));
  }
  overwrite(pack_of(repo, ".idx"), index);
  overwrite(pack_of(repo, ".pack"), pack.substr(0, pack.size() - 1));
  CHECK(nothing_is_read());
}

TEST_CASE("damaged bytes in a pack or an index never give a wrong object") {
  World world;
  const GitRepo repo = make_history(world / "repo");
  repack(repo, {});
  const std::vector<Listed> objects = objects_of(repo);
  const std::string pack = read_file(pack_of(repo, ".pack"));
  const std::string index = read_file(pack_of(repo, ".idx"));
  Random random(11);
  std::size_t lost = 0;
  std::size_t read = 0;
  for (int round = 0; round < 40; ++round) {
    const bool in_index = round % 2 == 0;
    std::string damaged = in_index ? index : pack;
    for (int i = 0; i < 30; ++i) damaged[8 + random.below(damaged.size() - 48)] = static_cast<char>(random.below(256));
    overwrite(pack_of(repo, in_index ? ".idx" : ".pack"), damaged);
    objects::PackReader reader(repo / ".git/objects");
    for (const Listed& listed : objects) {
      const auto object = reader.read(*git::Oid::from_hex(listed.id));
      if (!object) {
        ++lost;
      } else if (!in_index) {
        // Each stream has its own checksum; an index's offset can lead to another whole object.
        CHECK(object->bytes->size() == listed.size);
        ++read;
      }
    }
    overwrite(pack_of(repo, in_index ? ".idx" : ".pack"), in_index ? index : pack);
  }
  CHECK(lost > 0);
  CHECK(read > 0);
}
