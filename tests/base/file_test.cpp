#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>

using namespace mlxpatch;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

std::size_t entries_in(const fs::path& parent) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(parent), fs::directory_iterator()));
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// A directory in which files can be made, but that can't be opened, and so not be synced. Root, who may open all, is
/// nobody while it lives.
class UnreadableDirectory {
 public:
  explicit UnreadableDirectory(const fs::path& parent) : m_path(parent / "unreadable"), m_was(::geteuid()) {
    fs::create_directory(m_path);
    ::chmod(m_path.c_str(), 0333);
    if (m_was != 0) return;
    ::chmod(parent.c_str(), 0711);
    REQUIRE(::seteuid(k_nobody) == 0);
  }
  ~UnreadableDirectory() {
    if (m_was == 0) ::seteuid(m_was);
    ::chmod(m_path.c_str(), 0755);
  }
  UnreadableDirectory(const UnreadableDirectory&) = delete;
  UnreadableDirectory& operator=(const UnreadableDirectory&) = delete;

  const fs::path& path() const { return m_path; }

 private:
  static constexpr uid_t k_nobody = 65534;

  fs::path m_path;
  uid_t m_was;
};

}  // namespace

TEST_CASE("a file is read back byte for byte") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const std::string bytes("a\0\r\n\xff", 5);
  write_file(directory.path() / "x", bytes);
  CHECK(read_file(directory.path() / "x") == bytes);
  write_file(directory.path() / "x", "");
  CHECK(read_file(directory.path() / "x").empty());
}

TEST_CASE("a file of unknown size is read to its end") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path pipe = directory.path() / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const std::string bytes(200'000, 'x');
  std::thread writer([&] { write_output_file(pipe, bytes); });
  CHECK(read_input(pipe) == bytes);
  writer.join();
}

TEST_CASE("an output file is written in place, and one that can't be written is an error") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "target", "old and longer");
  fs::create_symlink("target", directory.path() / "link");
  write_output_file(directory.path() / "link", "new");
  CHECK(read_file(directory.path() / "target") == "new");
  CHECK(fs::is_symlink(directory.path() / "link"));
  CHECK(message_of([&] {
          write_output_file(directory.path() / "missing" / "x", "new");
        }).starts_with("can't write '" + (directory.path() / "missing" / "x").string() + "': "));
}

TEST_CASE("reading what can't be read names the path and the reason") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const std::string missing = (directory.path() / "missing").string();
  CHECK(message_of([&] { read_file(missing); }) == "can't read '" + missing + "': No such file or directory");
  CHECK(message_of([&] { read_file(directory.path()); }) ==
        "can't read '" + directory.path().string() + "': it is a directory, not a file");
}

TEST_CASE("only a missing file is no file") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "file", "x");
  CHECK_FALSE(read_file_if_exists(directory.path() / "missing"));
  CHECK_FALSE(read_file_if_exists(directory.path() / "file" / "below"));
  CHECK(read_file_if_exists(directory.path() / "file") == "x");
  CHECK_THROWS_AS(read_file_if_exists(directory.path()), Error);
}

TEST_CASE("an atomic file that is not committed leaves the target as it was, and no temporary") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "x", "old");
  {
    AtomicFile file(directory.path() / "x");
    file.write("new");
    CHECK(entries_in(directory.path()) == 2);
    CHECK(read_file(directory.path() / "x") == "old");
  }
  CHECK(read_file(directory.path() / "x") == "old");
  CHECK(entries_in(directory.path()) == 1);
}

TEST_CASE("an atomic file appears with its commit, with the permissions asked for") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const mode_t before = umask(022);
  {
    AtomicFile file(directory.path() / "x", 0755);
    file.write("one ");
    file.write("two");
    CHECK_FALSE(fs::exists(directory.path() / "x"));
    file.commit();
  }
  write_file(directory.path() / "y", "", 0666);
  umask(before);
  CHECK(read_file(directory.path() / "x") == "one two");
  CHECK(fs::status(directory.path() / "x").permissions() == fs::perms(0755));
  CHECK(fs::status(directory.path() / "y").permissions() == fs::perms(0644));
  CHECK(entries_in(directory.path()) == 2);
}

TEST_CASE("an atomic file replaces a symbolic link and not what it points at") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / "target", "kept");
  fs::create_symlink("target", directory.path() / "link");
  write_file(directory.path() / "link", "new");
  CHECK(read_file(directory.path() / "target") == "kept");
  CHECK_FALSE(fs::is_symlink(directory.path() / "link"));
}

TEST_CASE("an atomic file that can't be renamed over its target throws and cleans up") {
  const TemporaryDirectory directory("mlxpatch-test-");
  fs::create_directory(directory.path() / "x");
  write_file(directory.path() / "x" / "inside", "");
  CHECK_THROWS_AS(write_file(directory.path() / "x", "new"), Error);
  CHECK(entries_in(directory.path()) == 1);
  CHECK_THROWS_AS(AtomicFile(directory.path() / "no such directory" / "x"), Error);
}

TEST_CASE("a new file is never put over an existing one") {
  const TemporaryDirectory directory("mlxpatch-test-");
  AtomicFile first(directory.path() / "x");
  first.write("first");
  CHECK(first.commit_new() == AtomicFile::Placement::placed);
  AtomicFile second(directory.path() / "x");
  second.write("second");
  CHECK(second.commit_new() == AtomicFile::Placement::target_exists);
  CHECK(read_file(directory.path() / "x") == "first");
  second.commit();
  CHECK(read_file(directory.path() / "x") == "second");
  CHECK(entries_in(directory.path()) == 1);
}

TEST_CASE("a new file whose directory can't be synced is taken away again, with nothing read") {
  const TemporaryDirectory directory("mlxpatch-test-");
  {
    const UnreadableDirectory unreadable(directory.path());
    AtomicFile file(unreadable.path() / "x");
    file.write("content");
    CHECK_THAT(message_of([&] { file.commit_new(); }), ContainsSubstring("can't sync the directory"));
  }
  CHECK(entries_in(directory.path() / "unreadable") == 0);
}

TEST_CASE("of many that place a new file, one succeeds") {
  const TemporaryDirectory directory("mlxpatch-test-");
  std::atomic<int> successes{0};
  constexpr std::size_t k_threads = 8;
  std::vector<std::thread> threads;
  threads.reserve(k_threads);
  while (threads.size() < k_threads) {
    threads.emplace_back([&] {
      AtomicFile file(directory.path() / "x");
      file.write("content");
      if (file.commit_new() == AtomicFile::Placement::placed) ++successes;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(successes == 1);
  CHECK(entries_in(directory.path()) == 1);
}

TEST_CASE("only the temporaries of atomic files are leftovers") {
  const TemporaryDirectory directory("mlxpatch-test-");
  write_file(directory.path() / ".mlxpatch-mine.tmp", "a person's");
  write_file(directory.path() / "x", "kept");
  AtomicFile killed(directory.path() / "y");
  CHECK(entries_in(directory.path()) == 3);
  remove_leftover_temporaries(directory.path());
  CHECK(entries_in(directory.path()) == 2);
  CHECK(fs::exists(directory.path() / ".mlxpatch-mine.tmp"));
  CHECK(killed.commit_new() == AtomicFile::Placement::temporary_removed);
  remove_leftover_temporaries(directory.path() / "missing");
}

TEST_CASE("a temporary directory is private and is removed with its contents") {
  fs::path path;
  {
    const TemporaryDirectory directory("mlxpatch-test-");
    path = directory.path();
    CHECK(fs::status(path).permissions() == fs::perms(0700));
    fs::create_directories(path / "a" / "b");
    write_file(path / "a" / "b" / "c", "x", 0400);
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("free space is that of the nearest directory that exists") {
  const TemporaryDirectory directory("mlxpatch-test-");
  CHECK(free_space(directory.path()) > 0);
  CHECK(free_space(directory.path() / "not" / "yet" / "there") > 0);
  CHECK(free_space("not there either") > 0);
}

TEST_CASE("a missing directory can't be synced") {
  const TemporaryDirectory directory("mlxpatch-test-");
  CHECK_NOTHROW(sync_directory(directory.path()));
  CHECK_THROWS_AS(sync_directory(directory.path() / "missing"), Error);
}

TEST_CASE("what is no file is refused at once: nobody writes into the FIFO, and the device has no end") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path fifo = directory.path() / "fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  fs::create_symlink("/dev/zero", directory.path() / "link");
  for (const fs::path& path : {fifo, directory.path() / "link", directory.path()}) {
    CAPTURE(path);
    CHECK_THROWS_AS(read_file(path), Error);
    CHECK_THROWS_AS(read_file_if_exists(path), Error);
  }
}

TEST_CASE("a file over the limit is refused by its size, one at the limit is read") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path file = directory.path() / "file";
  write_file(file, "123456");
  CHECK(read_file(file, 6) == "123456");
  CHECK_THROWS_AS(read_file(file, 5), Error);
  fs::resize_file(file, std::uintmax_t{1} << 40U);
  CHECK_THROWS_AS(read_file(file), Error);
  CHECK_THROWS_AS(read_input(file), Error);
}

TEST_CASE("an input may be a pipe, read up to the limit") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const fs::path fifo = directory.path() / "fifo";
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::uintmax_t limit : {std::uintmax_t{6}, std::uintmax_t{5}}) {
    std::thread writer([&] { std::ofstream(fifo) << "123456"; });
    if (limit == 6) {
      CHECK(read_input(fifo, limit) == "123456");
    } else {
      CHECK_THROWS_AS(read_input(fifo, limit), Error);
    }
    writer.join();
  }
  CHECK_THROWS_AS(read_input("/dev/zero", 1000), Error);
}
