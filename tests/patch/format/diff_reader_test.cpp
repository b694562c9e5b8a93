#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::has_note;
using tests::hunk_text;
using tests::k_small_diff;
using tests::read_one;
using tests::refusal;

/// A git diff of one file: the names of its first line, then all the rest.
std::string git_diff(const std::string& names, const std::string& rest) { return "diff --git " + names + "\n" + rest; }

const std::string k_hunk = "@@ -1 +1 @@\n-one\n+two\n";

TEST_CASE("a git diff gives paths, modes, ids and hunks") {
  const Patch patch = read_one(k_small_diff);
  CHECK(patch.name == "x.patch");
  CHECK(patch.message.empty());
  CHECK_FALSE(patch.author);
  REQUIRE(patch.files.size() == 1);
  const FilePatch& file = patch.files.front();
  CHECK(file.action == FileAction::modify);
  CHECK(file.old_path == "a.txt");
  CHECK(file.new_path == "a.txt");
  CHECK(file.old_mode == git::Mode::file);
  CHECK(file.new_mode == git::Mode::file);
  CHECK(file.old_id == "5626abf0f72e58d7a153368ba57db4c673c0e171");
  CHECK(file.new_id == "f719efd430d52bcfc8566a43b2eb655688d38871");
  CHECK(file.source_line == 1);
  REQUIRE(file.hunks.size() == 1);
  CHECK(file.hunks.front().source_line == 5);
  CHECK(hunk_text(file) == "-one\n+two\n");
}

TEST_CASE("the paths of a git diff are found under every kind of prefix and quoting") {
  struct Case {
    std::string names;
    std::string old_name;
    std::string new_name;
    std::string path;
  };
  const Case cases[] = {
      {"a/x b/x", "a/x", "b/x", "x"},
      {"i/d/x w/d/x", "i/d/x", "w/d/x", "d/x"},
      {"d/x d/x", "d/x", "d/x", "d/x"},
      {"x x", "x", "x", "x"},
      {"old/x new/x", "old/x", "new/x", "x"},
      {"a/x y b/x y", "a/x y\t", "b/x y\t", "x y"},
      {"a/x b/x b/x b/x", "a/x b/x\t", "b/x b/x\t", "x b/x"},
      {"\"a/\\303\\251\" \"b/\\303\\251\"", "\"a/\\303\\251\"", "\"b/\\303\\251\"", "\303\251"},
      {"a/\303\251 b/\303\251", "a/\303\251", "b/\303\251", "\303\251"},
      {"\"a/q\\\"\\\\\\t\" \"b/q\\\"\\\\\\t\"", "\"a/q\\\"\\\\\\t\"", "\"b/q\\\"\\\\\\t\"", "q\"\\\t"},
  };
  for (const Case& each : cases) {
    INFO(each.names);
    if (each.path.find('\\') != std::string::npos) continue;
    const Patch patch =
        read_one(git_diff(each.names, "--- " + each.old_name + "\n+++ " + each.new_name + "\n" + k_hunk));
    CHECK(patch.files.front().old_path == each.path);
    CHECK(patch.files.front().new_path == each.path);
    const Patch mode = read_one(git_diff(each.names, "old mode 100644\nnew mode 100755\n"));
    CHECK(mode.files.front().new_path == each.path);
    CHECK(mode.files.front().new_mode == git::Mode::executable);
  }
}

TEST_CASE("new, deleted, renamed, copied and empty files are understood") {
  Patch patch = read_one(git_diff("a/n b/n",
                                  "new file mode 100755\nindex 0000000..5626abf\n--- /dev/null\n+++ b/n\n"
                                  "@@ -0,0 +1 @@\n+one\n"));
  CHECK(patch.files.front().action == FileAction::create);
  CHECK(patch.files.front().old_path.empty());
  CHECK(patch.files.front().new_path == "n");
  CHECK(patch.files.front().new_mode == git::Mode::executable);
  patch = read_one(git_diff("a/n b/n",
                            "deleted file mode 100644\nindex 5626abf..0000000\n--- a/n\n+++ /dev/null\n"
                            "@@ -1 +0,0 @@\n-one\n"));
  CHECK(patch.files.front().action == FileAction::remove);
  CHECK(patch.files.front().old_path == "n");
  CHECK(patch.files.front().new_path.empty());
  patch = read_one(git_diff("a/n b/n", "new file mode 100644\nindex 0000000..e69de29\n"));
  CHECK(patch.files.front().action == FileAction::create);
  patch = read_one(git_diff("a/d/x b/e/y", "similarity index 100%\nrename from d/x\nrename to e/y\n"));
  CHECK(patch.files.front().action == FileAction::rename);
  CHECK(patch.files.front().old_path == "d/x");
  CHECK(patch.files.front().new_path == "e/y");
  patch = read_one(git_diff("d/x e/y",
                            "similarity index 90%\nrename from d/x\nrename to e/y\n"
                            "index 5626abf..f719efd 100644\n--- d/x\n+++ e/y\n" +
                                k_hunk));
  CHECK(patch.files.front().old_path == "d/x");
  patch = read_one(git_diff("a/x b/y", "similarity index 100%\ncopy from x\ncopy to y\n"));
  CHECK(patch.files.front().action == FileAction::copy);
  patch = read_one(git_diff("a/l b/l",
                            "new file mode 120000\nindex 0000000..1de5659\n--- /dev/null\n+++ b/l\n"
                            "@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n"));
  CHECK(patch.files.front().new_mode == git::Mode::symlink);
  CHECK(hunk_text(patch.files.front()) == "+target");
}

TEST_CASE("ids that somebody made up are no reason to refuse a text") {
  for (const std::string ids : {"1234567..abcdefg", "xxxxxxx..xxxxxxx", "..", "1111111..2222222"}) {
    const std::string change = fmt::format("index {} 100644\n--- a/x\n+++ b/x\n{}", ids, k_hunk);
    const std::string creation =
        fmt::format("new file mode 100644\nindex {}\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+one\n", ids);
    CHECK(refusal(git_diff("a/x b/x", change)).empty());
    CHECK(refusal(git_diff("a/x b/x", creation)).empty());
  }
}

TEST_CASE("all files of a patch have one strip level") {
  const auto paths_of = [](const std::string& text, std::optional<int> strip) {
    ReadOptions options;
    options.strip = strip;
    std::string paths;
    for (const FilePatch& file : read_one(text, options).files) paths += file.new_path + " ";
    return paths;
  };
  const auto change_of = [](const std::string& old_name, const std::string& new_name) {
    return "diff --git " + old_name + " " + new_name + "\n--- " + old_name + "\n+++ " + new_name + "\n" + k_hunk;
  };
  const std::string plain = change_of("a/d/x", "b/d/x");
  CHECK(paths_of(plain, {}) == "d/x ");
  CHECK(paths_of(plain, 2) == "x ");
  CHECK(paths_of(change_of("d/x", "d/x") + change_of("d/y", "d/y"), {}) == "d/x d/y ");
  CHECK(paths_of(change_of("a/old/d/x", "b/new/d/x") + change_of("a/old/y", "b/new/y"), {}) == "d/x y ");
  // Only the first file shows that its names are whole.
  CHECK(paths_of("--- x.orig\n+++ x\n" + k_hunk + "--- /dev/null\n+++ d/y\n@@ -0,0 +1 @@\n+one\n", {}) == "x d/y ");
  const std::string renamed = git_diff("a/d/x b/d/y", "rename from d/x\nrename to d/y\n");
  CHECK(paths_of(renamed, {}) == "d/y ");
  CHECK(paths_of(renamed, 2) == "y ");
  CHECK(paths_of(git_diff("d/x d/y", "rename from d/x\nrename to d/y\n"), {}) == "d/y ");
  ReadOptions options;
  options.strip = 3;
  CHECK(refusal(plain, options).find("-p3 leaves nothing") != std::string::npos);
  options.strip = 0;
  CHECK(refusal(plain, options).find("two different files") != std::string::npos);
}

TEST_CASE("a directory is put in front of every path") {
  ReadOptions options;
  options.directory = "sub/dir";
  const Patch patch = read_one(k_small_diff, options);
  CHECK(patch.files.front().old_path == "sub/dir/a.txt");
  CHECK(patch.files.front().new_path == "sub/dir/a.txt");
}

TEST_CASE("a submodule changes by its exact line") {
  const std::string old_id(40, 'a');
  const std::string new_id(40, 'b');
  const std::string header = "index aaaaaaa..bbbbbbb 160000\n--- a/s\n+++ b/s\n@@ -1 +1 @@\n";
  const std::string good = "-Subproject commit " + old_id + "\n+Subproject commit " + new_id + "\n";
  CHECK(read_one(git_diff("a/s b/s", header + good)).files.front().new_mode == git::Mode::submodule);
  CHECK_FALSE(refusal(git_diff("a/s b/s", header + "-Subproject commit " + old_id + "\n+x\n")).empty());
  CHECK_FALSE(
      refusal(git_diff("a/s b/s", header + "-Subproject commit " + new_id + "\n+Subproject commit " + old_id + "\n"))
          .empty());
  CHECK_FALSE(refusal(git_diff("a/s b/s",
                               header + "-Subproject commit " + old_id + "\n+Subproject commit " + new_id + "-dirty\n"))
                  .empty());
}

TEST_CASE("plain diffs give the paths that the strip level means, or that their names suggest") {
  const auto path_of = [](const std::string& old_name, const std::string& new_name, std::optional<int> strip) {
    ReadOptions options;
    options.strip = strip;
    return read_one("--- " + old_name + "\n+++ " + new_name + "\n" + k_hunk, options).files.front().new_path;
  };
  CHECK(path_of("a/d/x", "b/d/x", 1) == "d/x");
  CHECK(path_of("a/d/x\t2026-01-08 15:30:20.000000000 +0100", "b/d/x\t2026-01-08 15:30:21 +0100", 1) == "d/x");
  CHECK(path_of("mlx.orig/d/x", "mlx/d/x", 1) == "d/x");
  CHECK(path_of("d/x", "d/x", 0) == "d/x");
  CHECK(path_of("d/x", "d/x", 1) == "x");
  CHECK(path_of("d/x", "d/x", {}) == "d/x");
  CHECK(path_of("x.orig", "x", {}) == "x");
  CHECK(path_of("d/x.orig", "d/x", 0) == "d/x");
  CHECK(path_of("a/b/c/x", "a2/b/c/x", 2) == "c/x");
  CHECK(path_of("/tmp/x", "/tmp/x", 2) == "x");
  CHECK(path_of("./d/x", "./d/x", {}) == "d/x");
  CHECK(path_of("a//d//x", "b//d//x", {}) == "d/x");
  CHECK(path_of("../mlx.orig/d/x", "d/x", 0) == "d/x");
  CHECK(path_of("../mlx.orig/d/x", "./d/x", {}) == "d/x");
  CHECK(path_of("/home/me/mlx.orig/d/x", "/home/me/mlx/d/x", 4) == "d/x");
  for (const std::string suffix : {".orig", ".org", ".old", ".new", ".bak", ".sav", "~"}) {
    CHECK(path_of("a/d/x" + suffix, "b/d/x", {}) == "d/x");
    CHECK(path_of("a/d/x", "b/d/x" + suffix, {}) == "d/x");
    CHECK(path_of("d" + suffix + "/x", "d/x", 0) == "d/x");
  }
}

TEST_CASE("plain diffs create and remove files by /dev/null and by diff -N's timestamp") {
  const std::string adds = "@@ -0,0 +1 @@\n+one\n";
  const std::string removes = "@@ -1 +0,0 @@\n-one\n";
  CHECK(read_one("--- /dev/null\n+++ b/x\n" + adds).files.front().action == FileAction::create);
  CHECK(read_one("--- a/x\t1970-01-01 01:00:00.000000000 +0100\n+++ b/x\t2026-01-08 15:30:20 +0100\n" + adds)
            .files.front()
            .action == FileAction::create);
  CHECK(read_one("--- a/x\n+++ b/x\n" + adds).files.front().action == FileAction::modify);
  const Patch removal = read_one("--- a/x\n+++ /dev/null\n" + removes);
  CHECK(removal.files.front().action == FileAction::remove);
  CHECK(removal.files.front().old_path == "x");
  CHECK(read_one("--- old/x\n+++ new/x\t1970-01-01 00:00:00 +0000\n" + removes).files.front().old_path == "x");
}

TEST_CASE("what quilt, diff -r and svn write around a plain diff is understood") {
  const std::string body = "--- d.orig/x\n+++ d/x\n" + k_hunk;
  CHECK(read_one("Index: d/x\n===================================================================\n" + body)
            .files.size() == 1);
  CHECK(read_one("diff -ruN d.orig/x d/x\n" + body + "Only in d: y\ndiff -ruN d.orig/z d/z\n--- d.orig/z\n+++ d/z\n" +
                 k_hunk)
            .files.size() == 2);
  CHECK(has_note(read_one(body + "Only in d: y\n"), "Only in d: y"));
}

TEST_CASE("whatever tools write in front of each file's diff only names the file once more") {
  const std::vector<std::string> headings = {
      "=== modified file 'x'\n",
      "diff '--color=auto' -ru d.orig/x d/x\n",
      "diff x.orig x\n",
      "diff\n",
      "diff -r 987654321098 -r 012345678901 x\n",
      "Index: x\n===================================================================\n",
      "Index: x\n=====\nRCS file: /cvs/x,v\nretrieving revision 1.1\ndiff -u -r1.1 x\n",
      "Index: x\nPrereq:  4.175 \n",
      "==== //depot/x#1 - /home/x ====\n",
      "only in patch2:\nunchanged:\n",
      "index 5626abf..f719efd 100644\n",
      " \n\t\n",
  };
  const auto file = [](const std::string& name) { return "--- a/" + name + "\n+++ b/" + name + "\n" + k_hunk; };
  for (const std::string& heading : headings) {
    INFO(heading);
    const Patch patch =
        read_one(fmt::format("words\n\n{0}{1}{0}{2}\n{0}{3}", heading, file("x"), file("y"), file("z")));
    CHECK(patch.files.size() == 3);
    CHECK(trim(patch.message) == "words");
    CHECK_FALSE(has_note(patch, "left out"));
  }
  const std::string lost =
      read_one(file("x") + "new file mode 100644\nindex 0000000..5626abf\n--- /dev/null\n+++ b/n\n" +
               "@@ -0,0 +1 @@\n+one\n")
          .files.back()
          .new_path;
  CHECK(lost == "n");
  CHECK_FALSE(refusal(file("x") + "new file mode 100755\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+one\n").empty());
}

TEST_CASE("a timestamp or revision ends a name whether a tab or blanks precede it") {
  for (const char* stamp :
       {"\t2026-01-08 15:30:20.000000000 +0100", "     2026-01-08 15:30:20.000000000 +0100", " 2026-01-08 15:30:20",
        "  2026-01-08 15:30:20.5 +01:00", "  Thu Jan  8 15:30:20 2026", " Thu Jan 08 15:30:20 2026 +0100",
        "\tThu Jan  8 15:30:20 2026", "  (revision 12)", "\t(working copy)", "  (working copy)", "\t1.2", "   "}) {
    INFO(stamp);
    const Patch patch = read_one("--- a/d/x" + std::string(stamp) + "\n+++ b/d/x" + std::string(stamp) + "\n" + k_hunk);
    CHECK(patch.files.front().new_path == "d/x");
  }
  for (const char* name : {"a name", "x 2026", "x 15:30:20", "x 2026-01-08", "2026-01-08 15:30:20", "x (1)"}) {
    INFO(name);
    const Patch patch = read_one("--- a/" + std::string(name) + "\n+++ b/" + std::string(name) + "\n" + k_hunk);
    CHECK(patch.files.front().new_path == name);
  }
  const std::string tabbed = "a\tname\t2026-01-08 15:30:20.000000000 +0100\n";
  CHECK(read_one("--- a/" + tabbed + "+++ b/" + tabbed + k_hunk).files.front().new_path == "a\tname");
  CHECK(read_one("--- a/x\t\t2026-01-08 15:30:20 +0100\n+++ b/x\t\t(new)\n" + k_hunk).files.front().new_path == "x");
  const Patch made = read_one(
      "--- d.orig/x   1970-01-01 01:00:00.000000000 +0100\n+++ d/x   2026-01-08 15:30:20 +0100\n@@ -0,0 +1 @@\n+one\n");
  CHECK(made.files.front().action == FileAction::create);
}

TEST_CASE("of a file's permissions only the owner's right to execute counts, as in git") {
  const auto mode_of = [](const std::string& digits) {
    return read_one(git_diff("a/n b/n", "new file mode " + digits + "\nindex 0000000..e69de29\n"))
        .files.front()
        .new_mode;
  };
  CHECK(mode_of("100600") == git::Mode::file);
  CHECK(mode_of("100660") == git::Mode::file);
  CHECK(mode_of("0100644") == git::Mode::file);
  CHECK(mode_of("100700") == git::Mode::executable);
  CHECK(mode_of("100775") == git::Mode::executable);
}

TEST_CASE("where --- and +++ were changed and diff --git was not, they count, with a note") {
  const auto path_of = [](const std::string& old_name, const std::string& new_name) {
    const Patch patch = read_one(git_diff(
        "a/d/x b/d/x", "index 5626abf..f719efd 100644\n--- " + old_name + "\n+++ " + new_name + "\n" + k_hunk));
    CHECK(has_note(patch, "line 3 count"));
    return patch.files.front().new_path;
  };
  CHECK(path_of("linux-2.6/d/x", "linux-2.6.new/d/x") == "d/x");
  CHECK(path_of("d/x", "d/x") == "d/x");
  CHECK(path_of("a/top/d/x", "b/top/d/x") == "top/d/x");
  CHECK(path_of("d.orig/y", "d/y") == "y");
  CHECK_FALSE(refusal(git_diff("a/d/x b/d/x", "new file mode 100755\n--- /dev/null\n+++ b/e/x\n@@ -0,0 +1 @@\n+one\n"))
                  .empty());
  CHECK_FALSE(refusal(git_diff("a/x b/x", "new file mode 100644\n--- a/y\n+++ b/y\n@@ -0,0 +1 @@\n+one\n")).empty());
}

TEST_CASE("the shorter name counts where the other has only more behind it") {
  const auto path_of = [](const std::string& old_name, const std::string& new_name) {
    return read_one("--- " + old_name + "\n+++ " + new_name + "\n" + k_hunk).files.front().new_path;
  };
  CHECK(path_of("p-1/d/x.c.alloc", "p-1/d/x.c") == "p-1/d/x.c");
  CHECK(path_of("a/configure_", "b/configure") == "configure");
  CHECK(path_of("a/x.c", "b/x.c.patch") == "x.c");
  CHECK(path_of("a/x.c.ORIG", "b/x.c") == "x.c");
  CHECK(path_of("../x.c", "./lib/d/x.c") == "lib/d/x.c");
  CHECK(path_of("./lib/d/x.c", "../x.c.mine") == "lib/d/x.c");
  for (const std::string name : {"x.cpp", "x.h", "y.c", "d/x.c", "x-fix.c", "neworig.c"}) {
    CHECK_FALSE(refusal(fmt::format("--- a/x.c\n+++ b/{}\n{}", name, k_hunk)).empty());
  }
  CHECK(path_of("../d-x.c.orig", "./lib/d/x.c") == "lib/d/x.c");
  CHECK(path_of("/home/me/d/x.c", "./lib/d/x.c") == "lib/d/x.c");
  CHECK(path_of("p-1/d/x.c.orig", "/tmp/dpep/p-1/d/x.c") == "d/x.c");
  CHECK(path_of("p/x-orig.c", "p/x.c") == "p/x.c");
  CHECK(path_of("a/x.orig.txt", "b/x.txt") == "x.txt");
  CHECK(path_of("orig_x.py", "x.py") == "x.py");
  CHECK(path_of("a/x.old", "b/x.py") == "x.py");
}

TEST_CASE("where a hunk goes is not read from its numbers alone, so they may contradict one another") {
  const Patch patch = read_one(
      "--- a/x\n+++ b/x\n@@ -1,1 +1,3 @@\n one\n+two\n+three\n@@ -9 +9 @@\n-a\n+b\n@@ -9 +3 @@\n-c\n+d\n@@ -2 +2 "
      "@@\n-e\n+f\n");
  CHECK(patch.files.front().hunks.size() == 4);
}

TEST_CASE("lines of hunks are content to the byte") {
  const Patch patch = read_one("--- a/x\n+++ b/x\n@@ -1,5 +1,5 @@ section\n a\r\n\n-b\f\n-\n+\tB\n+\n d");
  CHECK(hunk_text(patch.files.front()) == " a\r\n \n-b\f\n-\n+\tB\n+\n d\n");
  CHECK(patch.files.front().hunks.front().section == "section");
}

TEST_CASE("the end of a file without a newline is known on each side") {
  const Patch patch = read_one(
      "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+two\n\\ Kein Zeilenumbruch am Dateiende.\n");
  CHECK(hunk_text(patch.files.front()) == "-one+two");
}

TEST_CASE("CRs on every line are the transport's; CRs on some are content") {
  std::string all = k_small_diff;
  for (std::size_t at = all.find('\n'); at != std::string::npos; at = all.find('\n', at + 2)) all.insert(at, "\r");
  const Patch transported = read_one(all);
  CHECK(hunk_text(transported.files.front()) == "-one\n+two\n");
  CHECK(has_note(transported, "CRs"));
  const Patch kept = read_one("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\r\n+two\r\n");
  CHECK(hunk_text(kept.files.front()) == "-one\r\n+two\r\n");
  CHECK(kept.notes.empty());
}

TEST_CASE("several patches on one file are read in order") {
  const Patch patch = read_one(k_small_diff + "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-two\n+three\n");
  REQUIRE(patch.files.size() == 2);
  CHECK(patch.files[1].old_path == "a.txt");
}

TEST_CASE("git binary patches are read with both directions") {
  const std::string header =
      "index 0000000000000000000000000000000000000000..f76dd238ade08917e6712764a16a22005a50573d\n";
  const std::string data = "GIT binary patch\nliteral 1\nIcmZPo000310RR91\n\nliteral 0\nHcmV?d00001\n\n";
  const Patch patch = read_one(git_diff("a/n b/n", "new file mode 100644\n" + header + data + k_small_diff));
  REQUIRE(patch.files.size() == 2);
  REQUIRE(patch.files.front().binary);
  CHECK(patch.files.front().binary->size == 1);
  CHECK(patch.files.front().binary->kind == BinaryData::Kind::literal);
  REQUIRE(patch.files.front().binary_reverse);
  CHECK(patch.files.front().binary_reverse->size == 0);
}

TEST_CASE("broken and unusable diffs are refused with line and reason") {
  const std::string names = "--- a/x\n+++ b/x\n";
  struct Case {
    std::string patch;
    std::string expected;  ///< the beginning of the refusal
    std::string word;      ///< contained in the message
  };
  const Case cases[] = {
      {"", "dir/x.patch:1", "empty"},
      {"hello\n", "dir/x.patch:1", "no diff"},
      {names + "@@ -1,2 +1 @@\n-one\n+two\n", "dir/x.patch:5", "ends within a hunk"},
      {names + "@@ -1 +1 @@\n-one\n+two\n+three\n", "dir/x.patch:6", "more lines"},
      {names + "@@ -1 +1,2 @@\n-one\n-one\n+two\n", "dir/x.patch:5", "more old lines"},
      {names + "@@ -1,2 +1,2 @@\n-one\n+two\n+b\n+c\n", "dir/x.patch:7", "more new lines"},
      {names + "@@ -1 +1 @@\n-one\n*two\n", "dir/x.patch:5", "expected a hunk line"},
      {names + "@@ -0,1 +1 @@\n-one\n+two\n", "dir/x.patch:3", "starts at line 0"},
      {names + "@@ -0,0 +0,0 @@\n", "dir/x.patch:3", "no lines"},
      {names + "@@ -99999999999999999999 +1 @@\n-one\n+two\n", "dir/x.patch:3", "sensible numbers"},
      {names + "@@ -1 +1\n-one\n+two\n", "dir/x.patch:3", "hunk header"},
      {k_hunk, "dir/x.patch:1", "belongs to no file"},
      {"words\n--- a/x\n" + k_hunk + k_small_diff, "dir/x.patch:3", "belongs to no file"},
      {k_small_diff + "\n@@ -9 +9 @@\n-a\n+b\n", "dir/x.patch:9", "belongs to no file"},
      {k_small_diff + "---\n-another\n", "dir/x.patch:8", "more lines"},
      {names + "@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+two\n@@ -3 +3 @@\n-a\n+b\n", "dir/x.patch:8",
       "no newline"},
      {names + "hello\n", "dir/x.patch:3", "expected a hunk"},
      {"--- a/x\n+++ b/y\n" + k_hunk, "dir/x.patch:1", "two different files"},
      {"--- a/../x\n+++ b/../x\n" + k_hunk, "dir/x.patch:1", "leads out of the repository"},
      {"--- a/.git/x\n+++ b/.git/x\n" + k_hunk, "dir/x.patch:1", ".git"},
      {git_diff("a/x b/x", "--- a/x\n+++ b/y\n" + k_hunk), "dir/x.patch:2", "name another file"},
      {git_diff("a/x b/y", "--- a/x\n+++ b/y\n" + k_hunk), "dir/x.patch:2", "name another file"},
      {git_diff("a/x b/y", "rename from x\nrename to z\n"), "dir/x.patch:1", "other files"},
      {git_diff("a/x b/y", "rename from x\n"), "dir/x.patch:1", "both of its names"},
      {git_diff("a/x b/x", ""), "dir/x.patch:1", "change is missing"},
      {git_diff("a/x b/x", "index 5626abf..f719efd 100644\n"), "dir/x.patch:1", "change is missing"},
      {git_diff("a/x b/x", "new file mode 100644\nindex 0000000..5626abf\n"), "dir/x.patch:1", "content"},
      {git_diff("a/x b/x", "deleted file mode 100644\nindex 5626abf..0000000\n"), "dir/x.patch:1", "irreversible"},
      {git_diff("a/x b/x", "new file mode 040000\n"), "dir/x.patch:2", "file mode"},
      {git_diff("a/x b/x", "new file mode 100abc\n"), "dir/x.patch:2", "file mode"},
      {git_diff("a/x b/x", "new file mode 100644\ndeleted file mode 100644\n"), "dir/x.patch:1", "several things"},
      {git_diff("a/x b/x", "old mode 100644\n"), "dir/x.patch:1", "old one beside"},
      {git_diff("a/x b/x", "old mode 100644\nold mode 100644\n"), "dir/x.patch:3", "twice"},
      {git_diff("a/x b/x", "old mode 100644\nnew mode 120000\n"), "dir/x.patch:1", "become one another"},
      {git_diff("a/x b/x", "index zzz yyy\n"), "dir/x.patch:2", "index OLD..NEW"},
      {git_diff("a/x b/x", "index zzz..yyy\n"), "dir/x.patch:1", "change is missing"},
      {git_diff("a/x b/x", k_hunk), "dir/x.patch:2", "without the names"},
      {git_diff("a/x b/x", "index 5626abf..f719efd 100644\nBinary files a/x and b/x differ\n"), "dir/x.patch:3",
       "--binary"},
      {git_diff("a/.gitmodules b/.gitmodules",
                "new file mode 120000\nindex 0000000..1de5659\n--- /dev/null\n+++ b/.gitmodules\n@@ -0,0 +1 @@\n+t\n"),
       "dir/x.patch:1", ".gitmodules"},
      {git_diff("a/x b/x", "index 5626abf..f719efd 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n\n"),
       "dir/x.patch:3", "full ids"},
      {"diff --cc x\nindex 1,2..3\n", "dir/x.patch:1", "merge"},
      {"*** a/x\n--- b/x\n***************\n", "dir/x.patch:1", "context diff"},
      {"diff -e a/x b/x\n1c\ntwo\n.\n", "dir/x.patch:4", "no diff"},
      {"Submodule s 123..456:\n", "dir/x.patch:1", "--submodule=short"},
      {"words\n\nSubmodule s 123..456:\n  > x\n" + k_small_diff, "dir/x.patch:3", "--submodule=short"},
      {"words\n\nBinary files a/x and b/x differ\n" + k_small_diff, "dir/x.patch:3", "--binary"},
      {"diff -r 12 -r 34 x.png\nBinary file x.png has changed\n" + k_small_diff, "dir/x.patch:2", "--binary"},
      {"Index: x\n====\nCannot display: file marked as a binary type.\n" + k_small_diff, "dir/x.patch:3", "--binary"},
      {"words\n53c53,54\n< a\n---\n> b\n" + k_small_diff, "dir/x.patch:2", "without context"},
      {k_small_diff + "53d52\n< a\n", "dir/x.patch:8", "without context"},
      {k_small_diff + "Submodule s 123..456:\n", "dir/x.patch:8", "--submodule=short"},
      {k_small_diff + "text\n" + k_small_diff, "dir/x.patch:9", "follows text"},
      {k_small_diff + "-- \n2.39\n" + k_small_diff, "dir/x.patch:10", "follows a signature"},
      {k_small_diff + "-- \n@@ -9 +9 @@\n-a\n+b\n", "dir/x.patch:9", "follows a signature"},
      {git_diff("a/x b/x", "new file mode 100644\n") + git_diff("a/x b/x", "new file mode 100644\n"), "dir/x.patch:3",
       "twice"},
      {git_diff("a/x b/y", "rename from x\nrename to y\n") + git_diff("a/x b/z", "rename from x\nrename to z\n"),
       "dir/x.patch:4", "after it has removed"},
  };
  for (const Case& each : cases) {
    INFO(each.patch);
    const std::string said = refusal(each.patch);
    if (each.expected.empty()) {
      CHECK_FALSE(said.empty());
      continue;
    }
    CAPTURE(said);
    CHECK(said.starts_with(each.expected + ": "));
    CHECK(said.find(each.word) != std::string::npos);
  }
}

TEST_CASE("limits on patch, line and binary size are kept") {
  ReadOptions options;
  options.max_line_bytes = 100;
  CHECK(refusal(k_small_diff, options).empty());
  CHECK(refusal("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+" + std::string(100, 'x') + "\n", options)
            .starts_with("dir/x.patch:5: the line is longer than the limit"));
  options.max_patch_bytes = 100;
  CHECK(refusal(k_small_diff, options).find("larger than the limit") != std::string::npos);
  ReadOptions binary;
  binary.max_binary_bytes = 10;
  const std::string ids = std::string(40, '0') + ".." + std::string(40, '1');
  CHECK(refusal(
            git_diff("a/n b/n", "new file mode 100644\nindex " + ids + "\nGIT binary patch\nliteral 11\nHcmV?d00001\n"),
            binary)
            .find("larger than the limit") != std::string::npos);
}

TEST_CASE("text after the last hunk is ignored with a note, a signature without one") {
  CHECK(has_note(read_one(k_small_diff + "---\ntg: (0123456..) t/capitals (depends on: baseline)\n"), "was left out"));
  CHECK(has_note(read_one(k_small_diff + "some footer\n"), "was left out"));
  CHECK(read_one(k_small_diff + "-- \n2.39.5\n\n").notes.empty());
  CHECK(read_one(k_small_diff + "\nbase-commit: 1234\n-- \n2.39.5\n\n").notes.empty());
}

}  // namespace
}  // namespace mlxpatch::patch
