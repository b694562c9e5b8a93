#include <mlxpatch/base/file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <iterator>
#include <mlxpatch/base/error.hpp>
#include <thread>
#include <vector>

using namespace mlxpatch;
namespace fs = std::filesystem;

namespace {

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a file is read back byte for byte") {
  const TemporaryDirectory folder("mlxpatch-test-");
  const std::string bytes("a\0\r\n\xff", 5);
  write_file(folder.path() / "x", bytes);
  CHECK(read_file(folder.path() / "x") == bytes);
  write_file(folder.path() / "x", "");
  CHECK(read_file(folder.path() / "x").empty());
}

#ifdef __linux__  // whose /proc has such files
TEST_CASE("a file of unknown size is read to its end") { CHECK_FALSE(read_file("/proc/self/stat").empty()); }
#endif

TEST_CASE("reading what can't be read names the path and the reason") {
  const TemporaryDirectory folder("mlxpatch-test-");
  const std::string missing = (folder.path() / "missing").string();
  CHECK(message_of([&] { read_file(missing); }) == "can't read '" + missing + "': No such file or directory");
  CHECK(message_of([&] { read_file(folder.path()); }) == "can't read '" + folder.path().string() + "': Is a directory");
}

TEST_CASE("only a missing file is no file") {
  const TemporaryDirectory folder("mlxpatch-test-");
  write_file(folder.path() / "file", "x");
  CHECK_FALSE(read_file_if_exists(folder.path() / "missing"));
  CHECK_FALSE(read_file_if_exists(folder.path() / "file" / "below"));
  CHECK(read_file_if_exists(folder.path() / "file") == "x");
  CHECK_THROWS_AS(read_file_if_exists(folder.path()), Error);
}

TEST_CASE("an atomic file that is not committed leaves the target as it was and nothing beside it") {
  const TemporaryDirectory folder("mlxpatch-test-");
  write_file(folder.path() / "x", "old");
  {
    AtomicFile file(folder.path() / "x");
    file.write("new");
    CHECK(entries_in(folder.path()) == 2);
    CHECK(read_file(folder.path() / "x") == "old");
  }
  CHECK(read_file(folder.path() / "x") == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("an atomic file appears with its commit, with the permissions asked for") {
  const TemporaryDirectory folder("mlxpatch-test-");
  const mode_t before = umask(022);
  {
    AtomicFile file(folder.path() / "x", 0755);
    file.write("one ");
    file.write("two");
    CHECK_FALSE(fs::exists(folder.path() / "x"));
    file.commit();
  }
  write_file(folder.path() / "y", "", 0666);
  umask(before);
  CHECK(read_file(folder.path() / "x") == "one two");
  CHECK(fs::status(folder.path() / "x").permissions() == fs::perms(0755));
  CHECK(fs::status(folder.path() / "y").permissions() == fs::perms(0644));
  CHECK(entries_in(folder.path()) == 2);
}

TEST_CASE("an atomic file replaces a symbolic link and not what it points at") {
  const TemporaryDirectory folder("mlxpatch-test-");
  write_file(folder.path() / "target", "kept");
  fs::create_symlink("target", folder.path() / "link");
  write_file(folder.path() / "link", "new");
  CHECK(read_file(folder.path() / "target") == "kept");
  CHECK_FALSE(fs::is_symlink(folder.path() / "link"));
}

TEST_CASE("an atomic file that can't be renamed over its target throws and cleans up") {
  const TemporaryDirectory folder("mlxpatch-test-");
  fs::create_directory(folder.path() / "x");
  write_file(folder.path() / "x" / "inside", "");
  CHECK_THROWS_AS(write_file(folder.path() / "x", "new"), Error);
  CHECK(entries_in(folder.path()) == 1);
  CHECK_THROWS_AS(AtomicFile(folder.path() / "no such folder" / "x"), Error);
}

TEST_CASE("a new file is never put over an existing one") {
  const TemporaryDirectory folder("mlxpatch-test-");
  AtomicFile first(folder.path() / "x");
  first.write("first");
  CHECK(first.commit_new() == AtomicFile::Placement::placed);
  AtomicFile second(folder.path() / "x");
  second.write("second");
  CHECK(second.commit_new() == AtomicFile::Placement::target_exists);
  CHECK(read_file(folder.path() / "x") == "first");
  second.commit();
  CHECK(read_file(folder.path() / "x") == "second");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("of many who place a new file, one succeeds") {
  const TemporaryDirectory folder("mlxpatch-test-");
  std::atomic<int> successes{0};
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number) {
    threads.emplace_back([&] {
      AtomicFile file(folder.path() / "x");
      file.write("content");
      if (file.commit_new() == AtomicFile::Placement::placed) ++successes;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(successes == 1);
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("only the temporaries of atomic files are leftovers") {
  const TemporaryDirectory folder("mlxpatch-test-");
  write_file(folder.path() / ".mlxpatch-mine.tmp", "a person's");
  write_file(folder.path() / "x", "kept");
  AtomicFile killed(folder.path() / "y");
  CHECK(entries_in(folder.path()) == 3);
  remove_leftover_temporaries(folder.path());
  CHECK(entries_in(folder.path()) == 2);
  CHECK(fs::exists(folder.path() / ".mlxpatch-mine.tmp"));
  CHECK(killed.commit_new() == AtomicFile::Placement::temporary_is_gone);
  remove_leftover_temporaries(folder.path() / "missing");
}

TEST_CASE("a temporary folder is private and goes with all that it holds") {
  fs::path path;
  {
    const TemporaryDirectory folder("mlxpatch-test-");
    path = folder.path();
    CHECK(fs::status(path).permissions() == fs::perms(0700));
    fs::create_directories(path / "a" / "b");
    write_file(path / "a" / "b" / "c", "x", 0400);
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("free space is asked for at the nearest folder that exists") {
  const TemporaryDirectory folder("mlxpatch-test-");
  CHECK(free_space(folder.path()) > 0);
  CHECK(free_space(folder.path() / "not" / "yet" / "there") > 0);
  CHECK(free_space("not there either") > 0);
}

TEST_CASE("a folder that is missing can't be synced") {
  const TemporaryDirectory folder("mlxpatch-test-");
  CHECK_NOTHROW(sync_directory(folder.path()));
  CHECK_THROWS_AS(sync_directory(folder.path() / "missing"), Error);
}
