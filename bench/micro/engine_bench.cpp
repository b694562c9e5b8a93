#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <catch2/benchmark/catch_benchmark.hpp>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>

#include "delta.hpp"
#include "pack.hpp"
#include "source_text.hpp"

namespace mlxpatch::bench {

namespace {

constexpr std::size_t k_files = 40000;
constexpr std::size_t k_changed = 4;
constexpr std::size_t k_versions = 1000;

/// A repository in a temporary folder, without a file.
class EmptyRepository {
 public:
  EmptyRepository() : m_directory("mlxpatch-microbench"), m_repository(make(m_directory.path())) {}
  git::Repository& get() { return m_repository; }

 private:
  static git::Repository make(const std::filesystem::path& folder) { return git::Repository::create(folder, "main"); }

  TemporaryDirectory m_directory;
  git::Repository m_repository;
};

std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

/// A file in the middle of a tree of 20 x 50 x 40 files.
std::string path_of(std::size_t file) {
  return fmt::format("top{}/middle{}/file{}.c", file % 20, file / 20 % 50, file / 1000);
}

/// Every file's text is its number: the benchmarks of trees never read one.
git::Oid blob_id(std::size_t number) { return git::hash_object(git::ObjectType::blob, std::to_string(number)); }

/// A tree of k_files files, in the store.
git::Oid make_tree(objects::ObjectStore& store) {
  std::vector<objects::PathEdit> edits;
  for (std::size_t i = 0; i < k_files; ++i) edits.push_back({path_of(i), {git::Mode::file, blob_id(i)}});
  return objects::edit_tree(store, {}, std::move(edits));
}

/// A patch's worth of new entries; another one for each `round`.
std::vector<objects::PathEdit> edits_of_a_patch(std::size_t round) {
  std::vector<objects::PathEdit> edits;
  for (std::size_t i = 0; i < k_changed; ++i) {
    edits.push_back({path_of(i * 7919 % k_files), {git::Mode::file, blob_id(k_files + round * k_changed + i)}});
  }
  return edits;
}

/// A file of some 8 KiB in so many versions, each with one run of lines replaced.
std::vector<std::string> make_versions(std::size_t count) {
  Random random(7);
  Lines lines = make_lines(random, 250);
  std::vector<std::string> versions;
  while (versions.size() < count) {
    versions.push_back(text_of(lines));
    const std::size_t at = random.below(lines.size() - 4);
    for (std::size_t i = 0; i < 4; ++i) lines[at + i] = make_line(random);
  }
  return versions;
}

}  // namespace

TEST_CASE("the walk of two trees") {
  EmptyRepository repository;
  objects::ObjectStore store(repository.get());
  const git::Oid before = make_tree(store);
  const git::Oid after = objects::edit_tree(store, before, edits_of_a_patch(0));
  REQUIRE(objects::changes_between(store, before, after).size() == k_changed);

  BENCHMARK("4 of 40000 files differ") { return objects::changes_between(store, before, after); };
  BENCHMARK("all of 40000 files differ") { return objects::changes_between(store, {}, after); };
}

TEST_CASE("the tree edit") {
  EmptyRepository repository;
  objects::ObjectStore store(repository.get());
  const git::Oid tree = make_tree(store);

  BENCHMARK_ADVANCED("4 of 40000 files")(Catch::Benchmark::Chronometer meter) {
    meter.measure([&](int run) {
      objects::ObjectStore scratch(store);
      return objects::edit_tree(scratch, tree, edits_of_a_patch(static_cast<std::size_t>(run)));
    });
  };
}

TEST_CASE("the delta") {
  const std::vector<std::string> versions = make_versions(2);
  const std::string& base = versions.front();
  REQUIRE(objects::make_delta(base, versions.back()).size() < base.size());
  std::string two_ends = versions.back();
  two_ends.insert(0, "first\n");
  two_ends += "last\n";
  Random random(11);
  const std::string unlike = text_of(make_lines(random, 250));

  BENCHMARK("one run of lines in 8 KiB") { return objects::make_delta(base, versions.back()); };
  BENCHMARK("both ends of 8 KiB") { return objects::make_delta(base, two_ends); };
  BENCHMARK("nothing in common") { return objects::make_delta(base, unlike); };
}

TEST_CASE("the pack writer") {
  const TemporaryDirectory folder("mlxpatch-microbench");
  std::vector<objects::PackedObject> objects;
  for (std::string& text : make_versions(k_versions)) {
    const std::size_t before = objects.empty() ? objects::k_no_delta_base : objects.size() - 1;
    const git::Oid oid = git::hash_object(git::ObjectType::blob, text);
    objects.push_back({oid, git::ObjectType::blob, std::make_shared<const std::string>(std::move(text)), before});
  }
  std::vector<objects::PackedObject> unlike = objects;
  for (objects::PackedObject& object : unlike) object.delta_base = objects::k_no_delta_base;

  BENCHMARK("1000 versions of 8 KiB, as deltas") { return objects::write_pack_file(folder.path(), objects); };
  BENCHMARK("1000 versions of 8 KiB, whole") { return objects::write_pack_file(folder.path(), unlike); };
}

TEST_CASE("the id of an object") {
  const std::string text = make_versions(1).front();
  BENCHMARK("8 KiB") { return git::hash_object(git::ObjectType::blob, text); };
}

}  // namespace mlxpatch::bench
