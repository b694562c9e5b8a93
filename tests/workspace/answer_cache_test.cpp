#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/answer_cache.hpp>

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

git::Oid question(std::string_view text) { return git::hash_object(git::ObjectType::blob, text); }

class CacheScene {
 public:
  CacheScene() { fs::create_directory(m_git_directory.path() / "mlxpatch"); }

  AnswerCache cache() const { return AnswerCache(m_git_directory.path()); }
  fs::path directory() const { return m_git_directory.path() / "mlxpatch/cache"; }
  fs::path file(std::string_view of) const { return directory() / question(of).hex(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory()), fs::directory_iterator()));
  }
  /// Makes a file look older than those that come.
  void age(std::string_view of, int hours) const {
    fs::last_write_time(file(of), fs::file_time_type::clock::now() - std::chrono::hours(hours));
  }

 private:
  TemporaryDirectory m_git_directory{"answer-cache-"};
};

}  // namespace

TEST_CASE("an answer is found again by its question alone") {
  const CacheScene scene;
  CHECK(scene.cache().find(question("a")) == std::nullopt);
  const std::string bytes("two\nlines\0 and a NUL", 20);
  scene.cache().keep(question("a"), bytes);
  scene.cache().keep(question("b"), "");
  CHECK(scene.cache().find(question("a")) == bytes);
  CHECK(scene.cache().find(question("b")) == "");
  CHECK(scene.cache().find(question("c")) == std::nullopt);
  scene.cache().keep(question("a"), "another");
  CHECK(scene.cache().find(question("a")) == "another");
  scene.cache().forget(question("a"));
  CHECK(scene.cache().find(question("a")) == std::nullopt);
  CHECK(scene.files() == 1);
}

TEST_CASE("a file that is not as it was written is removed and is no answer") {
  const CacheScene scene;
  scene.cache().keep(question("a"), "the answer");
  const std::string whole = read_file(scene.file("a"));
  const auto expect_none = [&](const std::string& bytes) {
    INFO(bytes);
    write_output_file(scene.file("a"), bytes);
    CHECK(scene.cache().find(question("a")) == std::nullopt);
    CHECK_FALSE(fs::exists(scene.file("a")));
  };
  for (std::size_t length = 0; length < whole.size(); ++length) expect_none(whole.substr(0, length));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string other = whole;
    other[i] = static_cast<char>(other[i] ^ 1);
    expect_none(other);
  }
  expect_none(whole + "x");
  expect_none(std::string(AnswerCache::k_most_bytes + 1, 'x'));
  // The answer to another question.
  scene.cache().keep(question("b"), "the answer");
  expect_none(read_file(scene.file("b")));
}

TEST_CASE("the oldest answers make room for new ones") {
  const CacheScene scene;
  for (std::size_t i = 0; i < AnswerCache::k_most_files + 4; ++i) {
    const std::string name = fmt::format("question {}", i);
    scene.cache().keep(question(name), name);
    scene.age(name, 100 - static_cast<int>(i));
    CHECK(scene.files() <= AnswerCache::k_most_files);
  }
  CHECK(scene.cache().find(question("question 3")) == std::nullopt);
  CHECK(scene.cache().find(question("question 4")) == "question 4");

  const std::string half(AnswerCache::k_most_bytes / 2 - 100, 'x');
  scene.cache().keep(question("large 1"), half);
  scene.age("large 1", 2);
  scene.cache().keep(question("large 2"), half);
  scene.age("large 2", 1);
  CHECK(scene.cache().find(question("large 1")) == half);
  scene.cache().keep(question("large 3"), half);
  CHECK(scene.cache().find(question("large 1")) == std::nullopt);
  CHECK(scene.cache().find(question("large 2")) == half);
  CHECK(scene.cache().find(question("large 3")) == half);
  std::uintmax_t bytes = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(scene.directory())) bytes += entry.file_size();
  CHECK(bytes <= AnswerCache::k_most_bytes);

  scene.cache().keep(question("too large"), std::string(AnswerCache::k_most_bytes, 'x'));
  CHECK(scene.cache().find(question("too large")) == std::nullopt);
  CHECK(scene.cache().find(question("large 3")) == half);
}

TEST_CASE("what can't be written is not kept, and that is no error") {
  const CacheScene scene;
  SECTION("there is a file where the directory should be") {
    write_output_file(scene.directory(), "a file");
    scene.cache().keep(question("a"), "the answer");
    CHECK(read_file(scene.directory()) == "a file");
  }
  SECTION("the directory above is gone") {
    fs::remove_all(scene.directory().parent_path());
    scene.cache().keep(question("a"), "the answer");
    CHECK_FALSE(fs::exists(scene.directory()));
  }
  SECTION("there is a directory where the file should be") {
    fs::create_directories(scene.file("a"));
    scene.cache().keep(question("a"), "the answer");
    CHECK(scene.files() == 1);
  }
#ifdef __linux__
  SECTION("the disk is full") {
    fs::create_directory(scene.directory());
    fs::create_symlink("/dev/full", scene.file("a").string() + fmt::format(".{}", ::getpid()));
    scene.cache().keep(question("a"), "the answer");
    CHECK(scene.files() == 0);
  }
#endif
  CHECK(scene.cache().find(question("a")) == std::nullopt);
}

TEST_CASE("only answers are removed to make room, and nothing behind a link") {
  const CacheScene scene;
  fs::create_directory(scene.directory());
  write_output_file(scene.directory() / "notes.txt", "mine");
  const std::string half(AnswerCache::k_most_bytes * 2 / 3, 'x');
  scene.cache().keep(question("large 1"), half);
  scene.cache().keep(question("large 2"), half);
  CHECK(scene.cache().find(question("large 1")) == std::nullopt);
  CHECK(read_file(scene.directory() / "notes.txt") == "mine");

  const fs::path elsewhere = scene.directory().parent_path() / "elsewhere";
  fs::rename(scene.directory(), elsewhere);
  fs::create_directory_symlink(elsewhere, scene.directory());
  scene.cache().keep(question("large 3"), half);
  CHECK(scene.cache().find(question("large 3")) == std::nullopt);
  CHECK(fs::exists(elsewhere / "notes.txt"));
}
