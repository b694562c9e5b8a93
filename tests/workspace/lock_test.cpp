#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "complaint.hpp"

using namespace mlxpatch;
using namespace mlxpatch::workspace;
namespace fs = std::filesystem;

namespace {

const std::string k_hex = "0123456789abcdef0123456789abcdef01234567";

Lock example() {
  Lock lock;
  lock.base = *git::Oid::from_hex(k_hex);
  lock.describe = "v0.30.0-12-g0123456";
  lock.date = "2026-01-08T15:30:20+01:00";
  return lock;
}

Lock parse(const std::string& text) { return parse_lock(text, "mlxpatch.lock"); }

std::string complaint(const std::string& text) {
  return tests::complaint_of([&] { parse(text); }, ErrorKind::usage, "reading the lock file");
}

}  // namespace

TEST_CASE("a lock file has these bytes") {
  CHECK(serialize_lock(example()) ==
        "# written by mlxpatch: the upstream commit that the patch files are made for\n"
        "version = 1\n"
        "base = \"0123456789abcdef0123456789abcdef01234567\"\n"
        "describe = \"v0.30.0-12-g0123456\"\n"
        "date = \"2026-01-08T15:30:20+01:00\"\n");
}

TEST_CASE("a lock file keeps what bare diffs can't hold, readable for a reviewer") {
  Lock lock = example();
  lock.patches.push_back({"0001-x.patch", "Ada <a@b>", "2026-01-01T00:00:00Z", "Add \"x\"\n\nBecause.\n"});
  CHECK(
      serialize_lock(lock).ends_with("\n"
                                     "[[patch]]\n"
                                     "file = \"0001-x.patch\"\n"
                                     "author = \"Ada <a@b>\"\n"
                                     "date = \"2026-01-01T00:00:00Z\"\n"
                                     "message = \"\"\"\n"
                                     "Add \"x\"\n"
                                     "\n"
                                     "Because.\n"
                                     "\"\"\"\n"));
}

TEST_CASE("a lock file reads back as it was written") {
  Lock lock = example();
  for (const std::string& message :
       {std::string(""), std::string("\n"), std::string("\"\"\"\"\""), std::string("ends with \""),
        std::string("back\\slash \\u0041 \t tab\r\n carriage\rreturn"), std::string("trailing blanks  \n\n\n"),
        std::string("\0nul\x1b\x7f", 6), std::string("naïve 日本"), std::string("\n\nbegins with lines"),
        std::string("a\\\n  b")}) {
    lock.patches.push_back({"a \"b\".patch", "Ada \\ <a@b>", "", message});
  }
  const std::string text = serialize_lock(lock);
  CHECK(parse(text) == lock);
  CHECK(serialize_lock(parse(text)) == text);
}

TEST_CASE("a lock file keeps a message about an unresolved merge, and is not taken for one itself") {
  const std::string markers = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> x\n";
  Lock lock = example();
  lock.patches.push_back({"a", "Ada <a@b>", "", "Resolve\n\n" + markers});
  lock.patches.push_back({"b", "Ada <a@b>", "", markers + "<<<<<<<\r\n<<<<<<< "});
  const std::string text = serialize_lock(lock);
  CHECK(parse(text) == lock);
  CHECK(text.find("\n<<<<<<< ") == std::string::npos);
}

TEST_CASE("a lock file with Windows line ends reads as the same") {
  Lock lock = example();
  lock.patches.push_back({"x", "y", "z", "one\ntwo\n"});
  std::string text;
  for (const char letter : serialize_lock(lock)) text += letter == '\n' ? "\r\n" : std::string(1, letter);
  CHECK(parse(text) == lock);
}

TEST_CASE("text that is not UTF-8 is not written to a lock file") {
  Lock lock = example();
  lock.patches.push_back({"x", "Andr\xe9 <a@b>", "z", "m"});
  CHECK_THROWS_AS(serialize_lock(lock), Error);
}

TEST_CASE("a newer lock file is refused by its version, whatever else it holds") {
  CHECK(complaint("version = 2\nbase = 3\nnew_thing = true\n") ==
        "mlxpatch.lock:1:11: the lock file has version 2; this mlxpatch knows versions up to 1 | install the newer "
        "mlxpatch "
        "that wrote it");
}

TEST_CASE("a broken lock file gives line and column, and how to get it back") {
  CHECK(complaint("version = 1\nbase = \"xyz\"\n") ==
        "mlxpatch.lock:2:8: base: expected the 40 hexadecimal digits of a commit | the file is written by mlxpatch: "
        ""
        "restore it with `git checkout -- mlxpatch.lock`");
  CHECK(complaint("version = 1\nbase = \"" + std::string(40, '0') + "\"\n").starts_with("mlxpatch.lock:2:8: base: "));
  CHECK(complaint("version = 1\n").find("base is missing") != std::string::npos);
  CHECK(complaint("base = \"" + k_hex + "\"\n").find("version is missing") != std::string::npos);
  CHECK(complaint("version = \"1\"\n").starts_with("mlxpatch.lock:1:11: version: expected a whole number"));
  CHECK(complaint("version = 0\n").starts_with("mlxpatch.lock:1:11: "));
  CHECK(complaint("version = 1\nbase = \"" + k_hex + "\"\nbasis = 3\n").starts_with("mlxpatch.lock:3:1: unknown key"));
  CHECK(complaint("version = 1\nbase = \"" + k_hex + "\"\n[[patch]]\nfile = \"x\"\n")
            .starts_with("mlxpatch.lock:3:1: patch.author is missing"));
  CHECK(complaint("").find("version is missing") != std::string::npos);
  CHECK(complaint("version = ").starts_with("mlxpatch.lock:1:"));
}

TEST_CASE("a file below the current directory is named by its relative path, another one as it was given") {
  const auto place_in = [](const fs::path& file) {
    try {
      parse_lock("version = 0\n", file);
    } catch (const Error& error) {
      return error.places().front();
    }
    return std::string();
  };
  CHECK(place_in(fs::current_path() / "a" / "x.lock") == "a/x.lock:1:11");
  CHECK(place_in("/elsewhere/x.lock") == "/elsewhere/x.lock:1:11");
  CHECK(place_in("../x.lock") == "../x.lock:1:11");
}

TEST_CASE("a lock file in the middle of a merge is reported as such") {
  CHECK(complaint("version = 1\n<<<<<<< HEAD\nbase = \"a\"\n=======\nbase = \"b\"\n>>>>>>> x\n")
            .starts_with("mlxpatch.lock:2:1: the file holds the markers of an unresolved git merge"));
}

TEST_CASE("without a lock file there is no lock") {
  const TemporaryDirectory directory("mlxpatch-test-");
  CHECK_FALSE(read_lock(directory.path() / "mlxpatch.lock"));
  write_file(directory.path() / "mlxpatch.lock", serialize_lock(example()));
  CHECK(read_lock(directory.path() / "mlxpatch.lock") == example());
}
